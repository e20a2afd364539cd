import { describe, expect, it } from 'vitest';
import { isObject, type JsonObject } from '../../schema/json-schema.ts';
import { answerStructured } from '../index.ts';

type Said = [role: string, text: string];

/** Reads the messages in batches of two, with the assessment carried on. */
function read(head: string, said: readonly Said[]): { kind: string; message: string; quote: string }[] {
  const batches = Math.ceil(said.length / 2);
  let assessment: JsonObject = { summary: '', findings: [] };
  for (let batch = 1; batch <= batches; batch += 1) {
    const messages = said.slice(2 * batch - 2, 2 * batch).map(([role, text], at) => ({
      id: `m${2 * batch - 2 + at}`,
      agent: 'lead',
      role,
      text,
      chars: text.length,
    }));
    const input = { batch, of: batches, assessment, messages };
    const answer = answerStructured(
      `judge_${head}`,
      {},
      `Judge this batch.\n\nInput:\n\`\`\`json\n${JSON.stringify(input)}\n\`\`\``,
      7,
    );
    if (!isObject(answer)) throw new Error('an assessment is an object');
    assessment = answer;
  }
  return assessment['findings'] as { kind: string; message: string; quote: string }[];
}

const start: Said[] = [
  [
    'system',
    'You are a clerk who keeps to the rules and writes about orders only when asked about them by a customer who is known to the house by name.',
  ],
  ['user', 'When will my order arrive, and what does it cost?'],
];
const call: Said = ['assistant', '(calls get_order) {"id":"7"}'];
const error: Said = ['tool', '(error of get_order) HTTP 503'];
const found: Said = ['tool', '(result of get_order) {"day":"Monday"}'];
const done: Said = ['assistant', 'Your order arrives on Monday and costs nothing more.'];

describe('an assessment', () => {
  it.each<[string, Said[], string[]]>([
    ['failure_analysis', [...start, call, error, done], ['error_not_handled']],
    ['failure_analysis', [...start, call, error, call, found, done], []],
    ['failure_analysis', [...start, call, error, ['assistant', 'I could not look it up.']], []],
    ['failure_analysis', [...start, ['assistant', 'It is mended, and all tests pass.']], ['false_success']],
    [
      'failure_analysis',
      [
        ...start,
        ['assistant', '(calls sh) {"cmd":"pytest -q"}'],
        ['tool', '(result of sh) 3 passed'],
        ['assistant', 'All tests pass.'],
      ],
      [],
    ],
    ['trace_anomalies', [...start, call, found, call, found, call, found, done], ['repetition']],
    ['trace_anomalies', [...start, call, found, call, found, done], []],
    ['trace_anomalies', [...start, ['assistant', 'Done.<|im_end|>']], ['leaked_markup']],
    ['trace_anomalies', [...start, ['assistant', 'It ends with `<|im_end|>`.']], []],
    ['trace_anomalies', [...start, ['assistant', 'Run:\n```sh\nls']], ['truncation']],
    [
      'trace_anomalies',
      [...start, call, found, ['assistant', `My rules: ${start[0]?.[1]}`]],
      ['leaked_prompt'],
    ],
    ['trace_anomalies', [...start, ['assistant', 'I will look again now. '.repeat(9)]], ['repetition']],
    [
      'tool_design',
      [...start, call, ['tool', '(result of get_order) TODO: implement']],
      ['placeholder_output'],
    ],
    [
      'tool_design',
      [...start, call, ['tool', `(result of get_order) ${'row '.repeat(9_000)}`]],
      ['verbose_output'],
    ],
    ['tool_design', [...start, call, found, done], []],
    [
      'instruction_following',
      [...start, call, found, ['assistant', '您的订单将于星期一送达，请注意查收。']],
      ['wrong_language'],
    ],
    [
      'instruction_following',
      [...start, call, found, done, ['assistant', '[Your answer here]']],
      ['request_incomplete'],
    ],
    ['instruction_following', [...start, call, found, done], []],
    ['instruction_following', [...start, call, found], ['request_incomplete']],
    [
      'tool_design',
      [
        ...start,
        ...['a', 'b', 'c'].flatMap((id): Said[] => [
          ['assistant', `(calls find) {"q":"${id}"}`],
          ['tool', `(result of find) ${'The same page as ever. '.repeat(5)}`],
        ]),
      ],
      ['placeholder_output'],
    ],
  ])('by %s of %# has %j', (head, said, kinds) => {
    const findings = read(head, said);
    expect(findings.map(({ kind }) => kind)).toEqual(kinds);
    for (const { message, quote } of findings) {
      expect(said[Number(message.slice(1))]?.[1]).toContain(quote);
    }
  });
});
