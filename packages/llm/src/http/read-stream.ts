/** Server-sent events of a streamed answer. Parts may be cut anywhere, also within a character. */
import type { Readable } from 'node:stream';
import { createParser } from 'eventsource-parser';

/**
 * Resolves when `onData` says that the answer is complete (true) or when the stream ends. What the server still sends
 * after that is read and dropped, so that its socket can be used again. Rejects with what `onData` throws or with the
 * stream's own error.
 */
export function readStream(body: Readable, onData: (data: string) => boolean): Promise<void> {
  return new Promise((resolve, reject) => {
    const decoder = new TextDecoder();
    let done = false;
    const parser = createParser({
      onEvent: ({ data }) => {
        if (!done) done = onData(data);
      },
    });
    body.on('data', (chunk: Buffer) => {
      if (done) return;
      try {
        parser.feed(decoder.decode(chunk, { stream: true }));
      } catch (thrown) {
        reject(thrown);
        body.destroy();
      }
      if (done) resolve();
    });
    body.on('end', () => {
      if (!done) {
        try {
          parser.feed(`${decoder.decode()}\n\n`);
        } catch (thrown) {
          return reject(thrown);
        }
      }
      resolve();
    });
    body.on('error', reject);
    body.on('close', () => resolve());
  });
}
