import { expect, test } from 'vitest';
import { imageSource } from './image-source.ts';

test.each([
  ['data:image/gif;base64,R0lG', undefined, { kind: 'inline', mimeType: 'image/gif', base64: 'R0lG' }],
  ['data:;base64,R0lG', 'image/webp', { kind: 'inline', mimeType: 'image/webp', base64: 'R0lG' }],
  [
    'data:image/svg+xml;charset=utf-8,%3Csvg%2F%3E',
    undefined,
    { kind: 'inline', mimeType: 'image/svg+xml', base64: 'PHN2Zy8+' },
  ],
  ['https://x.test/a.png', undefined, { kind: 'address', url: 'https://x.test/a.png', mimeType: undefined }],
])('%s', (url, mimeType, expected) => {
  expect(imageSource({ type: 'image', url, ...(mimeType ? { mimeType } : {}) })).toEqual(expected);
});
