/** Tokens give the text back, targets are inputs one place on, and only what the assistant wrote has weight. */
import {
  type JsonObject,
  type SampledSequence,
  type TokensFormat,
  type TrajectoryRun,
  textMessage,
} from '@nex/core';
import { digestText } from '@nex/core/digest';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { anyText } from '../message.arbitrary.ts';
import { formOf, renderRow } from '../rows/render-row.ts';
import { run, sample } from '../sample.fixture.ts';
import { CONVERSATIONS } from './conversations.fixture.ts';
import { TEMPLATE_NAMES, templateOptions } from './templates.fixture.ts';
import { BYTE_FALLBACK, BYTE_LEVEL, TOKENIZERS } from './tokenizers.fixture.ts';
import { tokenPlaces } from './tokens/token-places.ts';
import { readTokenizer } from './tokens/tokenizer.ts';

interface TokenRow {
  input_tokens: number[];
  target_tokens: number[];
  weights: number[];
}

const formatOf = (tokenizer: string, template = templateOptions('plain')): TokensFormat => ({
  exporter: 'tokens',
  view: 'root',
  earlierLeaves: true,
  template,
  tokenizer: digestText(tokenizer),
});

function rowOf(kind: string, tokenizer: string, name: (typeof TEMPLATE_NAMES)[number]) {
  const { messages, tools } = CONVERSATIONS[kind] ?? { messages: [], tools: [] };
  const of = sample(1, { root: messages, subAgents: [] });
  of.trajectory.runs = [run(messages, { tools: [...tools] })];
  const template = templateOptions(name);
  const [each] = renderRow(of, formatOf(tokenizer, template), TOKENIZERS);
  const text = renderRow(of, { exporter: 'chat-template', view: 'root', earlierLeaves: true, template })[0];
  if (!each || !('row' in each)) throw new Error(JSON.stringify(each?.refusal));
  if (!text || !('row' in text)) throw new Error('refused');
  return { row: each.row as unknown as TokenRow, text: text.row };
}

describe.each([
  ['byte-level', BYTE_LEVEL],
  ['byte fallback', BYTE_FALLBACK],
])('%s', (_, tokenizer) => {
  const { encode, decode } = readTokenizer(tokenizer, 'tokenizer');

  test.each(
    TEMPLATE_NAMES.flatMap((name) => Object.keys(CONVERSATIONS).map((kind) => [name, kind] as const)),
  )('%s, %s', (name, kind) => {
    const { row, text } = rowOf(kind, tokenizer, name);
    const { input_tokens: input, target_tokens: target, weights } = row;
    expect(decode([...input, target.at(-1) ?? 0])).toBe(text['text']);
    expect(target.slice(0, -1)).toEqual(input.slice(1));
    expect(weights).toHaveLength(target.length);
    const runs: number[][] = [];
    for (const [at, weight] of weights.entries()) {
      if (weight === 0) continue;
      if (weights[at - 1] === 1) runs.at(-1)?.push(target[at] ?? 0);
      else runs.push([target[at] ?? 0]);
    }
    const points = [...(text['text'] as string)];
    const spans = (text['spans'] as JsonObject[]).map(({ start, end }) =>
      points.slice(start as number, end as number).join(''),
    );
    // The marks beside every span of these templates are tokens of their own, so none reaches over an edge.
    expect(runs.map(decode)).toEqual(spans);
  });

  test('each token of any text has its place', () => {
    fc.assert(
      fc.property(
        fc.array(fc.oneof(anyText, fc.constantFrom('<|end|>', ' the tea', '�', '\ufffd\ufffd', '🍵茶'))),
        (parts) => {
          const text = parts.join('').toWellFormed();
          const ids = encode(text);
          const places = tokenPlaces(text, ids, { decode });
          if (decode(ids) !== text) {
            expect(places).toBeUndefined();
            return;
          }
          expect(places).toHaveLength(ids.length);
          const distinct = [...new Set((places ?? []).map(({ start, end }) => `${start} ${end}`))];
          const texts = distinct.map((place) => text.slice(...place.split(' ').map(Number)));
          expect(texts.join('')).toBe(text);
        },
      ),
      { numRuns: 200 },
    );
  });
});

test('a token over the edge of a span has no weight', () => {
  // Without a mark between the head and the turn, one token holds the end of one and the beginning of the other.
  const source =
    '{% for m in messages %}{{ m.role }}: the {{ m.content }}\n{% endfor %}{% if add_generation_prompt %}assistant: th{% endif %}';
  const template = { source, argumentsAs: 'object' as const };
  const of = sample(1, { subAgents: [], root: CONVERSATIONS['chat']?.messages ?? [] });
  of.trajectory.runs = [run(CONVERSATIONS['chat']?.messages ?? [], { tools: [] })];
  const [each] = renderRow(of, formatOf(BYTE_LEVEL, template), TOKENIZERS);
  if (!each || !('row' in each)) throw new Error(JSON.stringify(each?.refusal));
  const { target_tokens: target, weights } = each.row as unknown as TokenRow;
  const { decode } = readTokenizer(BYTE_LEVEL, 'tokenizer');
  expect(decode(target.filter((_, at) => weights[at] === 1))).toBe(' Sencha. Assam.');
});

test('a tokenizer that changes the text makes no rows', () => {
  const changing = JSON.parse(BYTE_LEVEL) as JsonObject;
  changing['normalizer'] = { type: 'Lowercase' };
  const text = JSON.stringify(changing);
  const format = formatOf(text);
  const [each] = renderRow(sample(1), format, new Map([[format.tokenizer, text]]));
  expect(each).toMatchObject({ refusal: { reason: 'tokens' } });
});

test.each([['none'], ['{}'], ['[1]'], ['{"model":{"type":"BPE"}}']])('%s is no tokenizer', (text) => {
  const format = formatOf(text);
  expect(() => formOf(format, new Map([[format.tokenizer, text]]), 'formats[3]')).toThrowError(
    expect.objectContaining({ code: 'invalid_request', where: 'formats[3].tokenizer' }) as Error,
  );
});

test('a tokenizer that was not handed over is asked for', () => {
  expect(() => formOf(formatOf('x'))).toThrowError(
    expect.objectContaining({ where: 'formats.tokenizer' }) as Error,
  );
});

test('a row names what it was made with', () => {
  const { exporter } = formOf(formatOf(BYTE_LEVEL), TOKENIZERS);
  expect(exporter.madeWith).toEqual({
    template: expect.stringMatching(/^sha256:/) as string,
    tokenizer: digestText(BYTE_LEVEL),
  });
});

describe('tokens that the model server told', () => {
  const { encode, decode } = readTokenizer(BYTE_LEVEL, 'tokenizer');
  const TURNS = ['Which leaf?', 'The tea is green.'];
  const messages = [
    textMessage('user', 'Tea?'),
    textMessage('assistant', TURNS[0] ?? ''),
    textMessage('user', 'Sencha.'),
    textMessage('assistant', TURNS[1] ?? ''),
  ];

  /** As a server with a prompt format of its own tells it; each answer ends with a token that no text shows. */
  function sampled(turns: readonly string[]): SampledSequence {
    const tokens: number[] = [];
    const logprobs: number[] = [];
    const spans = turns.map((turn, answer) => {
      const prompt = encode(`[user ${answer}] [assistant]`);
      const said = [...encode(turn), ...encode('<|end|>')];
      const start = tokens.length + prompt.length;
      tokens.push(...prompt, ...said);
      logprobs.push(...prompt.map(() => 0), ...said.map((_, at) => -0.25 * (at + 1)));
      return { start, end: tokens.length, answer };
    });
    return { tokens, spans, logprobs };
  }

  function render(changes: Partial<TrajectoryRun>) {
    const of = sample(1, { root: messages, subAgents: [] });
    of.trajectory.runs = [run(messages, { tools: [], ...changes })];
    const [each] = renderRow(of, formatOf(BYTE_LEVEL), TOKENIZERS);
    if (!each || !('row' in each)) throw new Error(JSON.stringify(each?.refusal));
    return { row: each.row, losses: each.losses };
  }

  test('are the row, with weight on the answers and their log-probabilities', () => {
    const told = sampled(TURNS);
    const { row, losses } = render({ sampled: [told] });
    const { input_tokens: input, target_tokens: target, weights } = row as unknown as TokenRow;
    expect(losses).toEqual({});
    expect(row).toMatchObject({ ids_from: 'server', logprobs: told.logprobs?.slice(1) });
    expect([...input, target.at(-1)]).toEqual(told.tokens);
    expect(decode(target.filter((_, at) => weights[at] === 1))).toBe(
      TURNS.map((turn) => `${turn}<|end|>`).join(''),
    );
  });

  test('without log-probabilities leave that column empty', () => {
    const { logprobs: _, ...told } = sampled(TURNS);
    expect(render({ sampled: [told] }).row).toMatchObject({ ids_from: 'server', logprobs: null });
  });

  test.each([
    ['an answer says something else', [sampled([TURNS[0] ?? '', 'Coffee.'])]],
    ['there are more answers than turns', [sampled([...TURNS, 'Bye.'])]],
    ['a turn that is trained on has no answer', [sampled(TURNS.slice(1))]],
    ['there are more sequences than conversations', [sampled(TURNS), sampled(TURNS)]],
  ])('are not taken where %s', (_, told) => {
    const { row, losses } = render({ sampled: told });
    expect(losses).toEqual({ server_tokens: 1 });
    expect(row).toEqual(render({}).row);
  });

  test('behind a compaction are those of the turns after it', () => {
    const kept = messages.slice(0, 2);
    const later = [...kept, ...messages.slice(2)];
    const of = sample(1, { root: later, subAgents: [] });
    const told = [sampled(TURNS.slice(0, 1)), sampled(TURNS.slice(1))];
    of.trajectory.runs = [run(later, { tools: [], earlierLeaves: [kept], sampled: told })];
    const rows = renderRow(of, formatOf(BYTE_LEVEL), TOKENIZERS);
    const trained = rows.map((each) => {
      const { target_tokens: target, weights } = ('row' in each ? each.row : {}) as unknown as TokenRow;
      return decode(target.filter((_, at) => weights[at] === 1));
    });
    expect(trained).toEqual(TURNS.map((turn) => `${turn}<|end|>`));
  });
});
