/**
 * Checks the addresses in a query. One that does not answer is replaced by one that does, of those that the model
 * proposes; when there is none, the query is written again without it.
 */
import * as z from 'zod';
import type { Prompt } from '../synthesis/prompt.ts';
import type { Enhancer, EnhancerWork } from './enhancer.ts';

const Answer = z.object({
  candidates: z.array(z.string()).max(5).describe('Addresses that may be meant, best first'),
  query_without: z.string().describe('The request without the address'),
});

const PROMPT: Prompt<z.output<typeof Answer>> = {
  name: 'url_repair',
  version: 1,
  schema: Answer,
  system: `A request names an address that does not answer.

- "candidates" are public http or https addresses that the person may have meant, the best first; none when you know none for certain.
- "query_without" is the same request, in the same language and words, written so that it needs no address.`,
  instruction: 'Repair the following request.',
  temperature: 0.2,
};

const ADDRESS = /https?:\/\/[^\s<>"'`，。！？；：（）]+/g;
/** Signs of the sentence at the end of an address. */
const SENTENCE_SIGNS = /[).,;:!?\]]+$/;
const CHECK_TIMEOUT_MS = 10_000;
const PLACEHOLDER =
  /^https?:\/\/([^/]*\.)?(example\.(com|org|net)|localhost|yoursite\.com|placeholder\.com)/i;

export const urls: Enhancer = {
  name: 'urls',
  version: 2,
  when: 'after',
  probability: ({ urlProb }) => urlProb,
  async enhance({ text }, work) {
    const found = [...new Set(addressesIn(text))];
    if (found.length === 0) return { applied: false, reason: 'no_urls' };
    const { fetch } = work.web;
    if (!fetch) return { applied: false, reason: 'no_web_access' };
    let now = text;
    const changes: { url: string; action: 'kept' | 'replaced' | 'removed'; by: string }[] = [];
    for (const url of found) {
      if (await answers(fetch, url, work)) {
        changes.push({ url, action: 'kept', by: '' });
        continue;
      }
      const repaired = await repair(fetch, now, url, work);
      now = repaired.text;
      changes.push({ url, action: repaired.by === '' ? 'removed' : 'replaced', by: repaired.by });
    }
    const detail = { urls: changes };
    if (now === text) return { applied: false, reason: 'all_reachable', detail };
    return { applied: true, change: { text: now, originalText: text }, detail };
  },
};

function addressesIn(text: string): string[] {
  return (text.match(ADDRESS) ?? []).map((found) => found.replace(SENTENCE_SIGNS, ''));
}

/** The whole address wherever it stands; a longer one that begins with it is another. */
function replaceAddress(text: string, url: string, by: string): string {
  return text.replaceAll(ADDRESS, (found) => {
    const address = found.replace(SENTENCE_SIGNS, '');
    return address === url ? by + found.slice(address.length) : found;
  });
}

async function repair(
  fetch: typeof globalThis.fetch,
  text: string,
  url: string,
  work: EnhancerWork,
): Promise<{ text: string; by: string }> {
  const answer = await work.ask(PROMPT, { query: text, url, language: work.slot.language });
  for (const candidate of answer.candidates) {
    if (await answers(fetch, candidate, work))
      return { text: replaceAddress(text, url, candidate), by: candidate };
  }
  const without = answer.query_without.trim();
  const isUsable = without !== '' && !addressesIn(without).includes(url);
  return { text: isUsable ? without : replaceAddress(text, url, '').replaceAll(/ {2,}/g, ' '), by: '' };
}

async function answers(fetch: typeof globalThis.fetch, url: string, work: EnhancerWork): Promise<boolean> {
  if (PLACEHOLDER.test(url)) return false;
  const signal = AbortSignal.any([work.signal, AbortSignal.timeout(CHECK_TIMEOUT_MS)]);
  try {
    for (const method of ['HEAD', 'GET']) {
      const response = await fetch(url, { method, signal });
      await response.body?.cancel();
      if (response.ok) return true;
    }
  } catch {
    work.signal.throwIfAborted();
  }
  return false;
}
