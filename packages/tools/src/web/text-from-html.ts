/**
 * The text of a page. Large pages are converted in a thread of their own, which is ended when it takes too long, so
 * that a page that was made to take long holds up nothing else.
 */
import { once } from 'node:events';
import { Worker } from 'node:worker_threads';

/** Up to here even the worst page takes a moment. */
const MAX_INLINE_CHARS = 50_000;
const TIME_LIMIT_MS = 10_000;
const MEMORY_LIMIT_MB = 512;

/** A page that cannot be converted comes back as it is. Throws when the signal aborts. */
export async function textFromHtml(
  html: string,
  signal: AbortSignal,
  timeLimitMs = TIME_LIMIT_MS,
): Promise<string> {
  signal.throwIfAborted();
  if (html.length <= MAX_INLINE_CHARS) {
    const { convertHtml } = await import('./convert-html.ts');
    return convertHtml(html);
  }
  const worker = new Worker(new URL('./convert-html-worker.ts', import.meta.url), {
    workerData: html,
    resourceLimits: { maxOldGenerationSizeMb: MEMORY_LIMIT_MB },
  });
  try {
    const limit = AbortSignal.any([signal, AbortSignal.timeout(timeLimitMs)]);
    const [text]: unknown[] = await once(worker, 'message', { signal: limit });
    return String(text);
  } catch {
    signal.throwIfAborted();
    return html;
  } finally {
    await worker.terminate();
  }
}
