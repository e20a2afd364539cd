/**
 * Fetches pages and shows their text, at most 64 KB in all; what does not fit is kept as a file of the workspace.
 * Redirects and addresses are judged by the environment's fetch.
 */
import { errorOutcome, NexError, type ToolOutcome, textOutcome } from '@nex/core';
import * as z from 'zod';
import { defineBuiltin } from '../builtin-tool.ts';
import { storeOutput } from '../files/store-output.ts';
import type { ToolEnvironment } from '../tool-environment.ts';
import { parseWebUrl, urlsInText } from '../web/find-urls.ts';
import { type Page, readPage } from '../web/read-page.ts';

const MAX_SHOWN_CHARS = 64 * 1024;
const MAX_URLS = 5;
const TIMEOUT_MS = 60_000;

export const webFetch = defineBuiltin({
  name: 'web_fetch',
  description:
    'Fetches web pages and returns their text. Long pages are cut; the whole is then a file that the result names.',
  args: z.object({
    url: z.string().max(8000).optional().describe('The http or https address to fetch.'),
    prompt: z
      .string()
      .max(100_000)
      .optional()
      .describe(`Instead of "url": text that contains up to ${MAX_URLS} addresses.`),
  }),
  repeatable: true,
  async execute({ url = '', prompt = '' }, environment, { signal }) {
    const found = url.trim() === '' ? urlsInText(prompt) : parseWebUrl(url);
    if (!found.ok) return errorOutcome('tool_error', found.fault);
    const urls = 'urls' in found ? found.urls : [found.url];
    const shared = Math.floor(MAX_SHOWN_CHARS / Math.min(urls.length, MAX_URLS));
    const outcomes: ToolOutcome[] = [];
    for (const each of urls.slice(0, MAX_URLS))
      outcomes.push(await fetchOne(each, shared, environment, signal));
    if (urls.length > MAX_URLS) {
      const rest = urls.slice(MAX_URLS).join('\n');
      outcomes.push(textOutcome(`At most ${MAX_URLS} addresses are fetched at once. Not fetched:\n${rest}`));
    }
    const [only] = outcomes;
    if (only && outcomes.length === 1) return only;
    return {
      content: outcomes.flatMap((outcome) => outcome.content),
      isError: outcomes.every((one) => one.isError),
    };
  },
});

async function fetchOne(
  url: string,
  maxChars: number,
  environment: ToolEnvironment,
  signal: AbortSignal,
): Promise<ToolOutcome> {
  const timeout = AbortSignal.timeout(TIMEOUT_MS);
  try {
    const page = await readPage(environment.fetch, url, AbortSignal.any([signal, timeout]));
    if (page.status < 200 || page.status > 299) {
      return errorOutcome('tool_error', `HTTP_STATUS: ${url} answered with status ${page.status}.`);
    }
    return await show(page, maxChars, environment, signal);
  } catch (thrown) {
    signal.throwIfAborted();
    if (timeout.aborted) {
      return errorOutcome('tool_error', `TIMEOUT: ${url} took longer than ${TIMEOUT_MS / 1000} seconds.`);
    }
    if (!(thrown instanceof NexError)) {
      return errorOutcome('tool_error', `WEB_FETCH_ERROR: ${url} cannot be reached.`);
    }
    const text = thrown.hint ? `${thrown.message} ${thrown.hint}` : thrown.message;
    if (thrown.code === 'invalid_request') return errorOutcome('denied', `ADDRESS_REFUSED: ${text}`);
    return errorOutcome(
      'tool_error',
      `${thrown.code === 'timeout' ? 'TIMEOUT' : 'WEB_FETCH_ERROR'}: ${text}`,
    );
  }
}

async function show(
  page: Page,
  maxChars: number,
  { workspace }: ToolEnvironment,
  signal: AbortSignal,
): Promise<ToolOutcome> {
  const { url, content, contentType } = page;
  const longer = page.isCut ? ' The server sent more than can be kept; this is its beginning.' : '';
  if (content.kind === 'binary') {
    const file = await storeOutput(workspace, content.bytes, { kind: 'web', ending: 'bin', signal });
    const kept = file ? `It is kept in ${file}.` : 'It could not be kept.';
    return textOutcome(
      `${url} is no text (${contentType || 'unknown type'}, ${content.bytes.length} bytes). ${kept}${longer}`,
    );
  }
  const { text } = content;
  if (text.length <= maxChars) {
    return textOutcome(`Content fetched from ${url}:\n\n---\n${text || '(no text)'}\n---${longer}`);
  }
  const file = await storeOutput(workspace, text, { kind: 'web', ending: 'txt', signal });
  const kept = file ? `The whole text is in ${file}; read on with read_file or search_file_content.` : '';
  // Half a character at the cut is dropped.
  const shown = text.slice(0, maxChars).replace(/[\uD800-\uDBFF]$/, '');
  return textOutcome(
    `Content fetched from ${url}:\n\n---\n${shown}\n---\n` +
      `[Cut: the first ${shown.length} of ${text.length} characters. ${kept}${longer}]`,
  );
}
