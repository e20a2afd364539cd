/**
 * Reads one output stream to its end. A short output is kept as text; a long one goes to a file as it comes, byte for
 * byte, and its head and tail are kept; so does one that is no text, of which nothing is shown. Reading waits for the disk, so a fast writer is slowed down and never buffered.
 */
import type { FileHandle } from 'node:fs/promises';
import type { Readable } from 'node:stream';
import type { OutputView } from './limits.ts';
import { firstChars, isNoText, lastChars, omission, plainText } from './shown-text.ts';

export interface OutputFile {
  open(): Promise<FileHandle>;
  shownPath: string;
}

export interface CaptureOptions {
  view: OutputView;
  file: OutputFile;
  /** Bytes that may still be kept; shared by the streams of a command. */
  budget: { bytes: number };
  /** Called once the budget is used up; what comes after is read and dropped. */
  onOverflow: () => void;
}

export interface CapturedOutput {
  text: string;
  /** Set when `text` is cut or stands for what is no text. */
  file?: string;
}

export async function captureOutput(stream: Readable, options: CaptureOptions): Promise<CapturedOutput> {
  const { view, budget, file } = options;
  const decoder = new TextDecoder();
  const early: Uint8Array[] = [];
  let start = '';
  let tail = '';
  let chars = 0;
  let bytes = 0;
  let complete = true;
  let handle: FileHandle | undefined;
  const take = (text: string): void => {
    chars += text.length;
    if (start.length <= view.threshold) start += text.slice(0, view.threshold + 1 - start.length);
    tail = lastChars(tail + text, Math.max(view.tail, 1));
  };
  try {
    for await (const read of chunksOf(stream)) {
      const chunk = read.subarray(0, Math.max(budget.bytes, 0));
      budget.bytes -= chunk.length;
      if (chunk.length < read.length && complete) {
        complete = false;
        options.onOverflow();
      }
      if (chunk.length === 0) continue;
      bytes += chunk.length;
      take(decoder.decode(chunk, { stream: true }));
      if (handle === undefined && chars <= view.threshold) early.push(chunk);
      else {
        if (handle === undefined) {
          handle = await file.open();
          for (const held of early.splice(0)) await handle.writeFile(held);
        }
        await handle.writeFile(chunk);
      }
    }
    take(decoder.decode());
    if (isNoText(start)) {
      handle ??= await file.open();
      for (const held of early) await handle.writeFile(held);
      return {
        text: `[${bytes} bytes that are no text; they are in ${file.shownPath}]`,
        file: file.shownPath,
      };
    }
  } finally {
    await handle?.close();
  }
  if (handle === undefined) return { text: plainText(start) };
  const head = firstChars(start, Math.min(view.head, view.threshold));
  const end = lastChars(tail, Math.min(view.tail, chars - head.length));
  const omitted = chars - head.length - end.length;
  const cut = omitted > 0 || !complete ? omission(omitted, file.shownPath, complete) : '';
  const text = `${plainText(head)}${cut}${plainText(end)}`;
  return { text, file: file.shownPath };
}

/** The chunks until the end; a stream that is destroyed because its command was killed has ended, too. */
async function* chunksOf(stream: Readable): AsyncGenerator<Uint8Array> {
  const iterator = stream.iterator({ destroyOnReturn: true });
  while (true) {
    const next = await iterator.next().catch(() => ({ done: true, value: undefined }) as const);
    if (next.done) return;
    yield next.value as Uint8Array;
  }
}
