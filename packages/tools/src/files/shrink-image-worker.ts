/** Thread that makes one image smaller: bytes and longest edge come as `workerData`, the new image goes back. */
import { parentPort, workerData } from 'node:worker_threads';
import { createJimp } from '@jimp/core';
import jpeg from '@jimp/js-jpeg';
import png from '@jimp/js-png';
import { methods } from '@jimp/plugin-resize';

const JPEG_QUALITY = 85;

const { bytes, mimeType, longestEdge } = workerData as {
  bytes: Uint8Array;
  mimeType: 'image/png' | 'image/jpeg';
  longestEdge: number;
};
const Image = createJimp({ formats: [png, jpeg], plugins: [methods] });
const image = await Image.fromBuffer(Buffer.from(bytes));
image.scaleToFit({ w: longestEdge, h: longestEdge });
const made =
  mimeType === 'image/png'
    ? await image.getBuffer(mimeType)
    : await image.getBuffer(mimeType, { quality: JPEG_QUALITY });
parentPort?.postMessage({ bytes: made, width: image.width, height: image.height });
