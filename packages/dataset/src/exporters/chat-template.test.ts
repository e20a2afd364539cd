/** The text is the template's own; the spans are what the assistant wrote and nothing else; what cannot be is refused. */
import type { ChatTemplateFormat, ChatTemplateOptions, JsonObject, Message, Sample } from '@nex/core';
import { textMessage, toolCallsOf } from '@nex/core';
import { compileChatTemplate, toTemplateMessages, toTemplateTools } from '@nex/dialects';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { anyMessages } from '../message.arbitrary.ts';
import { formOf, renderRow } from '../rows/render-row.ts';
import { call, run, sample, toolResult } from '../sample.fixture.ts';
import { CONVERSATIONS } from './conversations.fixture.ts';
import { TEMPLATE_NAMES, templateOptions } from './templates.fixture.ts';

const formatOf = (
  template: ChatTemplateOptions,
  changes: Partial<ChatTemplateFormat> = {},
): ChatTemplateFormat => ({
  exporter: 'chat-template',
  view: 'root',
  earlierLeaves: true,
  template,
  ...changes,
});

interface TextRow {
  text: string;
  spans: { start: number; end: number }[];
}

const rowsOf = (of: Sample, format: ChatTemplateFormat) =>
  renderRow(of, format).map((each) => {
    if (!('row' in each)) throw new Error(JSON.stringify(each.refusal));
    return { ...(each.row as unknown as TextRow), losses: each.losses };
  });

/** As Python reads it. */
const trainedIn = ({ text, spans }: TextRow) =>
  spans.map(({ start, end }) => [...text].slice(start, end).join(''));

const sampleOf = (name: keyof typeof CONVERSATIONS): Sample => {
  const { messages, tools } = CONVERSATIONS[name] ?? { messages: [], tools: [] };
  const of = sample(1, { root: messages, subAgents: [] });
  of.trajectory.runs = [run(messages, { tools: [...tools] })];
  return of;
};

describe.each(TEMPLATE_NAMES.map((name) => [name] as const))('%s', (name) => {
  test.each(Object.keys(CONVERSATIONS))(
    '%s is the text of the template, and only turns are trained on',
    (kind) => {
      const template = templateOptions(name);
      const [row] = rowsOf(sampleOf(kind), formatOf(template));
      const { messages, tools } = CONVERSATIONS[kind] ?? { messages: [], tools: [] };
      const failed = JSON.stringify(messages).replace('The index is down.', 'Error: The index is down.');
      const plain = compileChatTemplate(template.source).render({
        messages: toTemplateMessages(JSON.parse(failed) as Message[], { argumentsAs: 'object' }),
        tools: tools.length === 0 ? null : toTemplateTools(tools),
        bosToken: '<s>',
      });
      expect(row?.text).toBe(plain);
      const trained = trainedIn(row ?? { text: '', spans: [] });
      const turns = messages.filter(({ role }) => role === 'assistant');
      expect(trained).toHaveLength(turns.length);
      for (const [at, turn] of turns.entries()) {
        for (const block of turn.content)
          if (block.type === 'text') expect(trained[at]).toContain(block.text);
        for (const made of toolCallsOf(turn)) expect(trained[at]).toContain(`"name": "${made.name}"`);
        expect(trained[at]).not.toMatch(/<\|(?:assistant|user|tool|system)\|>|<result>/);
        if (name === 'plain' || name === 'marked') expect(trained[at]).toMatch(/<\|end\|>$/);
      }
      const others = messages.flatMap(({ role, content }) =>
        role === 'assistant' ? [] : content.map((block) => JSON.stringify(block).slice(-14, -4)),
      );
      for (const text of others) expect(JSON.stringify(trained.join(''))).not.toContain(text);
    },
  );
});

test('with marks of its own and without, the same is trained on', () => {
  for (const kind of Object.keys(CONVERSATIONS)) {
    const [plain, marked] = (['plain', 'marked'] as const).map((name) =>
      rowsOf(sampleOf(kind), formatOf(templateOptions(name))),
    );
    expect(marked?.map(trainedIn)).toEqual(plain?.map(trainedIn));
  }
});

test('an end token that the next message writes belongs to the turn before it', () => {
  const template = templateOptions('open-ended', { endTokens: ['<|user|>', '<|tool|>'] });
  const [row] = rowsOf(sampleOf('two-questions'), formatOf(template));
  const ends = trainedIn(row ?? { text: '', spans: [] }).map((text) => text.slice(-8));
  expect(ends).toEqual(['<|tool|>', '<|tool|>', '<|user|>', 'Assam.']);
  const eos = templateOptions('open-ended', { tokens: { bos_token: '', eos_token: '<|user|>' } });
  expect(trainedIn(rowsOf(sampleOf('chat'), formatOf(eos))[0] as TextRow)).toEqual([
    'Sencha.<|user|>',
    'Assam.',
  ]);
});

test('a turn that says itself what ends a turn is refused, where it is trained on', () => {
  const template = templateOptions('plain', { endTokens: ['<|end|>'] });
  const asked = textMessage('user', 'Which token ends a turn? <|end|>');
  const rows = (...turns: Message[]) =>
    renderRow(sample(1, { root: [asked, ...turns], subAgents: [] }), formatOf(template));
  const answer = textMessage('assistant', 'It is another.');
  expect(rows(answer)).toMatchObject([{ row: { spans: [{}] } }]);
  const refusal = { reason: 'spans', detail: 'turn 1 says itself what ends a turn' };
  expect(rows(textMessage('assistant', 'It is <|end|>.'))).toMatchObject([{ refusal }]);
  const told = call('c', 'search', '{"query":"what is <|end|>"}');
  expect(rows(told, toolResult('c', 'search', 'A mark.'), answer)).toMatchObject([{ refusal }]);
});

test('places are counted in code points', () => {
  const [row] = rowsOf(sampleOf('unicode'), formatOf(templateOptions('plain')));
  expect(row?.text.length).toBeGreaterThan([...(row?.text ?? '')].length);
  expect(trainedIn(row as TextRow).at(-1)).toBe('煎茶 🍵, natürlich.<|end|>');
});

test('what the template leaves out is counted; a turn without its call is refused', () => {
  const [forgetful] = rowsOf(sampleOf('two-questions'), formatOf(templateOptions('forgetful')));
  expect(forgetful?.losses).toEqual({ error_flags: 1, left_out: 3 });
  const refusal = (source: string, kind: string) => {
    const template = { source, argumentsAs: 'object' as const };
    const [each] = renderRow(sampleOf(kind), formatOf(template));
    return each && 'refusal' in each ? [each.refusal.reason, each.refusal.detail] : each?.losses;
  };
  const only = (role: string) =>
    `{% for m in messages %}{% if m.role in ${role} %}[{{ m.role }}]{{ m.content }}{{ m.tool_calls | tojson if m.tool_calls }}{% endif %}{% endfor %}`;
  expect(refusal('{% for m in messages %}[{{ m.role }}]{{ m.content }}{% endfor %}', 'one-call')).toEqual([
    'turn',
    'the template leaves out a call of message 2',
  ]);
  expect(refusal(only("('assistant', 'tool')"), 'one-call')).toEqual([
    'user',
    'the template leaves out what message 1 says',
  ]);
  expect(refusal(only("('assistant', 'user')"), 'one-call')).toEqual([
    'results',
    'the template leaves out what message 3 says',
  ]);
  expect(refusal(only("('assistant', 'user')"), 'chat')).toEqual({ left_out: 1 });
  const byNumber = `{% for i in range(messages | length) %}[{{ messages[i].role }}]{{ messages[i].content }}{% endfor %}`;
  expect(refusal(byNumber, 'chat')).toEqual(['spans', 'turn 2 is not written in one place']);
  const throwing = `{% for m in messages %}{% if m.role == 'tool' %}{{ raise_exception('No tools.') }}{% endif %}{{ m.content }}{{ m.tool_calls | tojson if m.tool_calls }}{% endfor %}`;
  expect(refusal(throwing, 'one-call')).toEqual([
    'template',
    "Chat template 'formats.template.source', line 1: No tools.",
  ]);
});

test.each<[string, string, string, RegExp]>([
  ['that cannot be parsed', 'a\n{% if %}', 'formats.template.source:2', /TemplateSyntaxError/],
  ['of an unknown filter', '{{ messages | sorted }}', 'formats.template.source:1', /sorted/],
  ['that uses what is not there', 'a\nb{{ messages[0].x.y }}', 'formats.template.source:2', /UndefinedError/],
  ['that takes nothing', "{{ raise_exception('Never.') }}", 'formats.template.source:1', /Never/],
  [
    'that does not end',
    '{% for a in range(9999) %}{% for b in range(9999) %}{% endfor %}{% endfor %}',
    'formats.template.source:1',
    /steps/,
  ],
  ['without its tokens', '{{ bos_token }}', 'formats.template.tokens.bos_token', /bos_token/],
])('a template %s is refused with its place', (_, source, where, message) => {
  const make = () => formOf(formatOf({ source, argumentsAs: 'object' }));
  expect(make).toThrowError(
    expect.objectContaining({ where, message: expect.stringMatching(message) as string }) as Error,
  );
});

test('flags, parents, children and earlier conversations: nothing is trained on twice', () => {
  const bad = call('c_0', 'search', '{}');
  const refused = toolResult('c_0', 'search', 'no');
  const block = refused.content[0];
  if (block?.type === 'tool_result') block.errorKind = 'invalid_arguments';
  const of = sample(1, {
    root: [
      textMessage('user', 'Summary.'),
      textMessage('assistant', 'First.'),
      bad,
      refused,
      call('c_2', 'Agent', '{"message":"go"}'),
      toolResult('c_2', 'Agent', 'Confirmed'),
      textMessage('assistant', 'Green tea.'),
    ],
  });
  const [root] = of.trajectory.runs;
  if (root) root.earlierLeaves = [[textMessage('user', 'Go.'), textMessage('assistant', 'First.')]];
  const trained = (['root', 'per-agent', 'flattened'] as const).map((view) => {
    const rows = renderRow(of, formatOf(templateOptions('plain'), { view })).map((each) => {
      if (!('row' in each)) throw new Error(JSON.stringify(each.refusal));
      return each.row;
    });
    const all = rows.flatMap((row) => [row, ...((row['sub_agents'] ?? []) as JsonObject[])]);
    return all.flatMap((row) => trainedIn(row as unknown as TextRow)).toSorted();
  });
  const once = [
    '<think>I should look.</think>\n<call>{"arguments": {"message": "go"}, "name": "Agent"}</call><|end|>',
    'Confirmed<|end|>',
    'First.<|end|>',
    'Green tea.<|end|>',
  ];
  const unordered = (texts: readonly string[] | undefined) =>
    texts?.map((text) => text.replace(/\{.*\}/, '{}')).toSorted();
  for (const texts of trained) expect(unordered(texts)).toEqual(unordered(once));
});

test('any conversation is refused with a reason or a row that reads back', () => {
  fc.assert(
    fc.property(anyMessages, fc.constantFrom(...TEMPLATE_NAMES), (root, name) => {
      const [each] = renderRow(sample(1, { root, subAgents: [] }), formatOf(templateOptions(name)));
      if (each && 'refusal' in each) expect(each.refusal.detail).not.toMatch(/otherwise|cannot be read/);
    }),
    { numRuns: 150 },
  );
});
