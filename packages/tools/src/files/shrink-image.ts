/**
 * Makes a PNG or JPEG smaller. Images are written by others, so they are decoded in a thread of their own, which is
 * ended when it takes too long, and only up to a number of pixels.
 */
import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import * as z from 'zod';

/** Decoded, a pixel takes four bytes. */
const MAX_PIXELS = 50_000_000;
const TIME_LIMIT_MS = 20_000;
const MEMORY_LIMIT_MB = 512;

const Shrunk = z.object({
  bytes: z.instanceof(Uint8Array),
  width: z.number().int().positive(),
  height: z.number().int().positive(),
});

export interface SizedImage {
  bytes: Uint8Array;
  mimeType: string;
  /** Pixels. */
  width: number;
  height: number;
}

/**
 * The whole image in the same format, its longer edge `longestEdge` pixels long. `undefined`: another format, too many
 * pixels, or it cannot be decoded. Throws when the signal aborts.
 */
export async function shrinkImage(
  image: SizedImage,
  longestEdge: number,
  signal: AbortSignal,
): Promise<SizedImage | undefined> {
  signal.throwIfAborted();
  const { bytes, mimeType, width, height } = image;
  if (!/^image\/(?:png|jpeg)$/.test(mimeType) || width * height > MAX_PIXELS) return undefined;
  const worker = new Worker(new URL('./shrink-image-worker.ts', import.meta.url), {
    workerData: { bytes, mimeType, longestEdge },
    resourceLimits: { maxOldGenerationSizeMb: MEMORY_LIMIT_MB },
  });
  try {
    const limit = AbortSignal.any([signal, AbortSignal.timeout(TIME_LIMIT_MS)]);
    const [made]: unknown[] = await once(worker, 'message', { signal: limit });
    return { ...Shrunk.parse(made), mimeType };
  } catch {
    signal.throwIfAborted();
    return undefined;
  } finally {
    await worker.terminate();
  }
}
