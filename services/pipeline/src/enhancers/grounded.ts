/**
 * Grounds a query in the web: searches for the problem type, alone and together with the persona, reads the pages
 * found, and quotes what bears on it. Each quote carries the digest of the text that it was taken from, and the row says
 * what searched and, where it failed, why.
 */
import { type Failure, toNexError } from '@nex/core';
import { digestText } from '@nex/core/digest';
import { readPage } from '@nex/tools';
import type { Evidence } from '../synthesizers/synthesizer.ts';
import type { Enhancer, EnhancerWork } from './enhancer.ts';
import type { SearchHit } from './web.ts';

const PAGES = 3;
const PERSONA_CHARS = 80;
const QUOTE_CHARS = 400;
const PAGE_TIMEOUT_MS = 15_000;

interface Quoted extends Evidence {
  /** Of the page's text; of the snippet when the page could not be read. */
  contentDigest: string;
  from: 'page' | 'snippet';
}

export const grounded: Enhancer = {
  name: 'grounded',
  version: 2,
  when: 'before',
  probability: ({ websearchProb }) => websearchProb,
  async enhance({ persona }, work) {
    const { search } = work.web;
    if (!search) return { applied: false, reason: 'no_search_tool' };
    const label = work.slot.path.at(-1) ?? '';
    const queries = [label, `${persona.slice(0, PERSONA_CHARS)} ${label}`];
    const options = { count: work.maxResults, signal: work.signal };
    const answers = await Promise.allSettled(queries.map((query) => search.find(query, options)));
    // A search that was stopped has not failed: it is done again when the work goes on.
    work.signal.throwIfAborted();
    const chosen = inTurn(answers.map((answer) => (answer.status === 'fulfilled' ? answer.value : [])));
    chosen.splice(work.maxResults);
    const searched = { search: search.name, queries, ...failureOf(answers) };
    if (chosen.length === 0) {
      const failed = answers.every(({ status }) => status === 'rejected');
      return { applied: false, reason: failed ? 'search_failed' : 'nothing_found', detail: searched };
    }
    const quotes = await Promise.all(chosen.map((hit, place) => quote(hit, place, label, work)));
    const evidence = quotes.map(({ title, url, quote: text }) => ({ title, url, quote: text }));
    return {
      applied: true,
      change: { evidence },
      detail: { ...searched, quotes: quotes.map((one) => ({ ...one })), readAt: new Date().toISOString() },
    };
  },
};

/** The best of each search, then the second of each, and so on; each address once. */
function inTurn(searches: readonly SearchHit[][]): SearchHit[] {
  const ranks = Math.max(...searches.map((hits) => hits.length));
  const hits = Array.from({ length: ranks }, (_, rank) => searches.flatMap((found) => found[rank] ?? []));
  return [...new Map(hits.flat().map((hit) => [hit.url, hit])).values()];
}

/** Of the first search that failed. */
function failureOf(answers: readonly PromiseSettledResult<unknown>[]): { failure?: Failure } {
  const failed = answers.find((answer) => answer.status === 'rejected');
  return failed
    ? { failure: toNexError(failed.reason, 'unavailable', 'The search failed.').toFailure() }
    : {};
}

async function quote(hit: SearchHit, place: number, label: string, work: EnhancerWork): Promise<Quoted> {
  const { title, url, snippet } = hit;
  const text = place < PAGES && work.web.fetch ? await textOf(work.web.fetch, url, work.signal) : '';
  if (text === '') {
    return { title, url, quote: cut(snippet), contentDigest: digestText(snippet), from: 'snippet' };
  }
  return { title, url, quote: bestPassage(text, label), contentDigest: digestText(text), from: 'page' };
}

/** Empty when the page cannot be read or holds no text. */
async function textOf(fetch: typeof globalThis.fetch, url: string, signal: AbortSignal): Promise<string> {
  try {
    const page = await readPage(fetch, url, AbortSignal.any([signal, AbortSignal.timeout(PAGE_TIMEOUT_MS)]));
    return page.status === 200 && page.content.kind === 'text' ? page.content.text.trim() : '';
  } catch {
    signal.throwIfAborted();
    return '';
  }
}

/** The stretch of lines that shares most words, or characters in Chinese, with the label; the first of equals. */
function bestPassage(text: string, label: string): string {
  const wanted = new Set(label.toLowerCase().match(/\p{Script=Han}|[\p{L}\p{N}]{3,}/gu) ?? []);
  const passages = text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line.length > 40);
  const scored = passages.map((passage) => {
    const words = new Set(passage.toLowerCase().match(/\p{Script=Han}|[\p{L}\p{N}]{3,}/gu) ?? []);
    return { passage, score: [...wanted].filter((word) => words.has(word)).length };
  });
  const best = scored.reduce((top, one) => (one.score > top.score ? one : top), { passage: text, score: -1 });
  return cut(best.passage);
}

function cut(text: string): string {
  return text.slice(0, QUOTE_CHARS).toWellFormed();
}
