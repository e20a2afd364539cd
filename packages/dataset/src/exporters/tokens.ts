/**
 * A conversation in tokens: those that the model server told, where it did, else those of what the model's own chat
 * template makes of it. There the whole text is tokenized at once, as it is for the model's own training, and a target has
 * weight 1 when it lies wholly within what the assistant wrote. One that reaches over an edge has weight 0: no sign that
 * somebody else wrote is ever trained on. `input_tokens` is all but the last token, `target_tokens` all but the first.
 */
import { EXPORT_VIEWS, type JsonObject, NexError, type TokensFormat } from '@nex/core';
import * as z from 'zod';
import type { Column } from '../columns.ts';
import { type Losses, lose } from '../losses/losses.ts';
import { sameJson } from '../same-json.ts';
import { type Exporter, isRefusal, type RowReader, type Written } from './exporter.ts';
import type { Span } from './template/loss-spans.ts';
import { templateRenderer } from './template/render-conversation.ts';
import { attempt } from './text/read-back.ts';
import { type ServerTokens, serverTokens } from './tokens/server-tokens.ts';
import { tokenPlaces } from './tokens/token-places.ts';
import { readTokenizer, type Tokenizer } from './tokens/tokenizer.ts';

const FIELDS: readonly Column[] = [
  { name: 'input_tokens', type: { list: 'int32' }, about: 'What the model reads: all tokens but the last.' },
  {
    name: 'target_tokens',
    type: { list: 'int32' },
    about: 'What it is to write at each place: all tokens but the first.',
  },
  { name: 'weights', type: { list: 'int32' }, about: '1 for targets that the assistant wrote, else 0.' },
  {
    name: 'logprobs',
    since: 2,
    type: { list: 'float64' },
    about:
      'Log-probability of each target as the model server told it, 0 where it sampled nothing; null without.',
  },
  {
    name: 'ids_from',
    since: 2,
    type: 'string',
    about: '`server`: all ids, those of prompts too, are what the model server told; `tokenizer`: made anew.',
  },
];

const isId = (value: unknown) => Number.isInteger(value) && (value as number) >= 0;
/** Lists of many numbers: a schema for each of these takes longer than all else that reads a row. */
const listOf = (what: string, isItem: (value: unknown) => boolean) =>
  z.custom<number[]>((value) => Array.isArray(value) && value.every(isItem), `no list of ${what}`);
const Ids = listOf('token ids', isId);
const Fields = z.object({
  input_tokens: Ids,
  target_tokens: Ids,
  weights: listOf('weights', (value) => value === 0 || value === 1),
  /** This and the next: absent in rows of version 1, whose tokens were always made anew. */
  logprobs: listOf('numbers', Number.isFinite).nullable().default(null),
  ids_from: z.enum(['server', 'tokenizer']).default('tokenizer'),
});
type Fields = z.infer<typeof Fields>;

export const tokensReader: RowReader = {
  name: 'tokens',
  version: 2,
  title: "Tokens of a model's own chat template and tokenizer",
  description: 'Input and target tokens with a weight for each target.',
  fields: FIELDS,
  read: (fields) => {
    readFields(fields);
    return [];
  },
};

/**
 * Throws `invalid_request` for a template or a tokenizer that cannot be used.
 * @param tokenizerText The content of its `tokenizer.json`. @param where The format's place in the request.
 */
export function tokensExporter(format: TokensFormat, tokenizerText: string, where: string): Exporter {
  const renderer = templateRenderer(format.template, `${where}.template`);
  const tokenizer = readTokenizer(tokenizerText, `${where}.tokenizer`);
  return {
    ...tokensReader,
    madeWith: { template: renderer.digest, tokenizer: format.tokenizer },
    views: EXPORT_VIEWS,
    write(conversation) {
      const told = serverTokens(conversation, tokenizer);
      if (told) return written(told, 'server', tokenizer, tokenizer.decode(told.ids), {});
      const rendered = renderer.render(conversation);
      if (isRefusal(rendered)) return rendered;
      const { text, spans, losses } = rendered;
      const ids = tokenizer.encode(text);
      if (ids.length < 2) return { reason: 'tokens', detail: 'the text has fewer than two tokens' };
      const places = tokenPlaces(text, ids, tokenizer);
      if (!places) return { reason: 'tokens', detail: 'the tokens of the text give another text' };
      if (conversation.run.sampled) lose(losses, 'server_tokens');
      const made = { ids, weights: weightsOf(places, spans), logprobs: null };
      return written(made, 'tokenizer', tokenizer, text, losses);
    },
  };
}

/** @param text What the ids give. */
function written(
  { ids, weights, logprobs }: ServerTokens,
  from: Fields['ids_from'],
  { decode }: Tokenizer,
  text: string,
  losses: Losses,
): Written {
  const fields: Fields = {
    input_tokens: ids.slice(0, -1),
    target_tokens: ids.slice(1),
    weights: weights.slice(1),
    logprobs: logprobs?.slice(1) ?? null,
    ids_from: from,
  };
  return {
    fields,
    losses,
    prove(read) {
      const back = attempt(() => readFields(read));
      if (!back) return { reason: 'reading', detail: 'the row cannot be read' };
      const isSame = sameJson(back, fields) && decode(tokensOf(back)) === text;
      return isSame ? undefined : { reason: 'tokens', detail: 'the tokens read back otherwise' };
    },
  };
}

/** Both in the order of the text. */
function weightsOf(places: readonly Span[], spans: readonly Span[]): (0 | 1)[] {
  let at = 0;
  return places.map(({ start, end }) => {
    while (at < spans.length && (spans[at]?.end ?? 0) < end) at += 1;
    const span = spans[at];
    return span && span.start <= start && end <= span.end ? 1 : 0;
  });
}

/** Of the whole text. */
function tokensOf({ input_tokens: input, target_tokens: target }: Fields): number[] {
  return [...input.slice(0, 1), ...target];
}

/** Throws `invalid_request` unless the targets are the inputs, one place on. */
function readFields(fields: JsonObject): Fields {
  const parsed = Fields.safeParse(fields);
  if (!parsed.success) throw unreadable(z.prettifyError(parsed.error));
  const { input_tokens: input, target_tokens: target, weights, logprobs } = parsed.data;
  if ([target, weights, logprobs ?? target].some(({ length }) => length !== input.length))
    throw unreadable('its lists have different lengths');
  if (!input.every((id, at) => at === 0 || id === target[at - 1]))
    throw unreadable('its targets are not its inputs, one place on');
  return parsed.data;
}

function unreadable(problem: string): NexError {
  return new NexError('invalid_request', `The row is no tokens row: ${problem}.`);
}
