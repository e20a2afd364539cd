/**
 * What a search tool found, whatever its form: MCP names none for results of a search. A structured result, or a text
 * that is JSON, is looked through for objects with an address; any other text is read by its lines.
 */
import { isJsonObject, type Json, type JsonObject, type ToolCallAnswer } from '@nex/core';
import type { SearchHit } from '../enhancers/web.ts';
import { readTextHits } from './read-text-hits.ts';

const URL_NAMES = ['url', 'link', 'href', 'uri'];
const TITLE_NAMES = ['title', 'name', 'headline'];
const SNIPPET_NAMES = [
  'snippet',
  'snippets',
  'description',
  'summary',
  'content',
  'text',
  'highlights',
  'body',
  'excerpt',
];
const MAX_DEPTH = 8;

/** In the order of the answer, each address once. */
export function readHits({
  content,
  structured,
}: Pick<ToolCallAnswer, 'content' | 'structured'>): SearchHit[] {
  const told = structured === undefined ? [] : hitsIn(structured);
  const texts = content.flatMap((block) => (block.type === 'text' ? [block.text] : []));
  const hits = told.length > 0 ? told : texts.flatMap(hitsOfText);
  return [...new Map(hits.map((hit) => [hit.url, hit])).values()];
}

function hitsOfText(text: string): SearchHit[] {
  const value = parsed(text);
  return value === undefined ? readTextHits(text) : hitsIn(value);
}

/** Depth first; what lies below a hit belongs to it. */
function hitsIn(value: Json, depth = 0): SearchHit[] {
  if (depth > MAX_DEPTH) return [];
  if (Array.isArray(value)) return value.flatMap((one) => hitsIn(one, depth + 1));
  if (!isJsonObject(value)) return [];
  const hit = hitOf(value);
  return hit ? [hit] : Object.values(value).flatMap((one) => hitsIn(one, depth + 1));
}

/** An address alone is none: it has a title or a text. */
function hitOf(value: JsonObject): SearchHit | undefined {
  const url = URL_NAMES.map((name) => value[name]).find(isAddress);
  const title = textAt(value, TITLE_NAMES);
  const snippet = textAt(value, SNIPPET_NAMES);
  return url === undefined || (title === '' && snippet === '') ? undefined : { title, url, snippet };
}

/** Without the marks that engines put around the words that were searched. */
function textAt(value: JsonObject, names: readonly string[]): string {
  for (const name of names) {
    const texts = [value[name]].flat().filter((one) => typeof one === 'string');
    const text = texts
      .join(' … ')
      .replaceAll(/<\/?(?:strong|b|em|mark)>/g, '')
      .trim();
    if (text !== '') return text;
  }
  return '';
}

export function isAddress(value: unknown): value is string {
  return typeof value === 'string' && /^https?:\/\//i.test(value) && URL.canParse(value);
}

/** `undefined` for a text that is no JSON object or array. */
function parsed(text: string): Json | undefined {
  if (!/^\s*[{[]/.test(text)) return undefined;
  try {
    return JSON.parse(text) as Json;
  } catch {
    return undefined;
  }
}
