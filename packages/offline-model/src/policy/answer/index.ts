/**
 * What a result says is told in one sentence taken from the result itself; a result
 * of unknown form is told by its fields or its first words, cut when long.
 */
import { isObject, type Json, parseJson } from '../../schema/json-schema.ts';
import { capital, listed, shorten } from '../../text/tokens.ts';
import type { Outcome, Request } from '../types.ts';
import { tellZh } from '../zh/tell.ts';
import { RECORD_SHAPES } from './records.ts';
import { type Shape, type Told, word } from './shape.ts';
import { VALUES } from './values.ts';

/** Every shape, in the order they are tried. */
export const SHAPES: readonly Shape[] = [...VALUES, ...RECORD_SHAPES];

function spokenKey(key: string): string {
  return key
    .replace(/([a-z])([A-Z])/g, '$1 $2')
    .replace(/[_-]+/g, ' ')
    .toLowerCase();
}

function fieldsOf(value: Json): string {
  if (Array.isArray(value)) {
    if (value.length === 0) return 'Nothing was found';
    return shorten(value.map((one) => (isObject(one) ? fieldsOf(one) : word(one))).join('; '), 500);
  }
  if (!isObject(value)) return word(value);
  const told = Object.entries(value).flatMap(([key, member]) =>
    word(member) && word(member).length < 200 ? [`${spokenKey(key)}: ${word(member)}`] : [],
  );
  const nested = Object.entries(value).find(([, member]) => typeof member === 'object' && member !== null);
  if (told.length === 0 && nested) return `${capital(spokenKey(nested[0]))}: ${fieldsOf(nested[1])}`;
  return capital(told.slice(0, 8).join(', '));
}

/** A short form of what was asked, to head a result that does not speak for itself. */
function topic(asked: string): string {
  const plain = asked
    .replace(
      /^(?:please\s+)?(?:(?:can|could|would) you\s+|i(?:'d| would) like (?:you )?to\s+|tell me\s+)?/i,
      '',
    )
    .replace(/[?.!\s]+$/, '');
  return capital(shorten(plain, 90));
}

/** Tells a successful result as a sentence without its full stop, in the language of the request. */
export function tell(outcome: Outcome, { text: asked, zh }: Request): string {
  const json = parseJson(outcome.text);
  const told: Told = {
    json,
    fields: isObject(json) ? json : {},
    text: outcome.text,
    given: outcome.call.arguments,
    asked,
  };
  if (zh !== undefined) return tellZh(told, zh);
  for (const shape of SHAPES) {
    const sentence = shape.tell(told);
    if (sentence) return sentence;
  }
  if (json !== undefined && typeof json === 'object') return `${topic(asked)}: ${fieldsOf(json)}`;
  const text = outcome.text.trim();
  if (text === '') return `${topic(asked)}: nothing was found`;
  const lines = text
    .split('\n')
    .map((line) => line.trim())
    .filter(Boolean);
  if (lines.length === 1 && text.length > 40 && /\s/.test(text) && /[.!]$/.test(text))
    return text.replace(/\.$/, '');
  return `${topic(asked)}: ${shorten(listed([lines.join('; ')]), 600)}`;
}
