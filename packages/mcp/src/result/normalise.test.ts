import { expect, test } from 'vitest';
import { createPathAlias } from '../alias/path-alias.ts';
import { RawToolResult } from '../session/call-tool.ts';
import { limitSize } from './limit-size.ts';
import { normaliseAnswer } from './normalise.ts';

const alias = createPathAlias({
  alias: '/workspace',
  statePath: '/data/state',
  pathArguments: undefined,
  others: new Map(),
  hostRoots: new Set(['data']),
});
const options = {
  server: 's',
  timeoutMs: 10,
  args: {},
  alias,
  dressedErrors: ['json_is_error'] as const,
  maxResultBytes: 100,
};
const normalise = (result: unknown) =>
  normaliseAnswer({ kind: 'result', result: RawToolResult.parse(result) }, options);

test.each([
  [
    { type: 'text', text: 'in /data/state/a' },
    { type: 'text', text: 'in /workspace/a' },
  ],
  [
    { type: 'image', data: 'AA', mimeType: 'image/png' },
    { type: 'image', url: 'data:image/png;base64,AA', mimeType: 'image/png' },
  ],
  [
    { type: 'resource', resource: { uri: 'a:b', text: 'body' } },
    { type: 'text', text: 'body' },
  ],
  [
    { type: 'resource', resource: { uri: 'a:b', blob: 'AA', mimeType: 'image/gif' } },
    { type: 'image', url: 'data:image/gif;base64,AA', mimeType: 'image/gif' },
  ],
  [
    { type: 'resource', resource: { uri: 'a:b', blob: 'AA' } },
    { type: 'text', text: '[resource a:b of type unknown]' },
  ],
  [
    { type: 'resource_link', uri: 'a:b', name: 'n' },
    { type: 'text', text: '[resource n a:b]' },
  ],
  [
    { type: 'audio', data: 'AA', mimeType: 'audio/wav' },
    { type: 'text', text: '[content of type audio]' },
  ],
  [{ type: 'text' }, { type: 'text', text: '[content of type text]' }],
])('content %j becomes %j', (part, block) => {
  expect(normalise({ content: [part] })).toEqual({ content: [block], isError: false });
});

test('a structured result is kept, with aliases, and stands in for missing text', () => {
  expect(normalise({ structuredContent: { at: '/data/state/a' } })).toEqual({
    content: [{ type: 'text', text: '{"at":"/workspace/a"}' }],
    isError: false,
    structured: { at: '/workspace/a' },
  });
});

test.each([
  [{ kind: 'timeout' } as const, 'infrastructure'],
  [{ kind: 'gone' } as const, 'infrastructure'],
  [{ kind: 'refused', message: 'no' } as const, 'tool_error'],
])('%j is an error', (answer, errorKind) => {
  expect(normaliseAnswer(answer, options)).toMatchObject({ isError: true, errorKind });
});

test('a result too large is cut once, at a whole character, and says so', () => {
  const text = 'é'.repeat(100);
  const cut = limitSize(
    {
      content: [
        { type: 'text', text },
        { type: 'text', text: 'more' },
      ],
      isError: false,
      structured: text,
    },
    101,
  );
  expect(cut.content).toEqual([
    { type: 'text', text: `${'é'.repeat(50)}\n[cut: the result has 200 bytes, the first 100 are shown]` },
    { type: 'text', text: '[cut: the result has 4 bytes, the first 0 are shown]' },
  ]);
  expect(cut).not.toHaveProperty('structured');
});
