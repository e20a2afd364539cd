import { expect, test } from 'vitest';
import { createPathAlias } from '../alias/path-alias.ts';
import { RawToolResult } from '../session/call-tool.ts';
import { type KeepOutput, limitSize } from './limit-size.ts';
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
  keep: undefined,
  signal: new AbortController().signal,
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
    { type: 'text', text: '[content of type audio/wav]' },
  ],
  [{ type: 'text' }, { type: 'text', text: '[content of type text]' }],
])('content %j becomes %j', async (part, block) => {
  expect(await normalise({ content: [part] })).toEqual({ content: [block], isError: false });
});

test('a structured result is kept, with aliases, and stands in for missing text', async () => {
  expect(await normalise({ structuredContent: { at: '/data/state/a' } })).toEqual({
    content: [{ type: 'text', text: '{"at":"/workspace/a"}' }],
    isError: false,
    structured: { at: '/workspace/a' },
  });
});

test.each([
  [{ kind: 'timeout' } as const, 'infrastructure'],
  [{ kind: 'gone' } as const, 'infrastructure'],
  [{ kind: 'refused', message: 'no' } as const, 'tool_error'],
])('%j is an error', async (answer, errorKind) => {
  expect(await normaliseAnswer(answer, options)).toMatchObject({ isError: true, errorKind });
});

test('a result too large is cut once, at a whole character, and says so', async () => {
  const text = 'é'.repeat(100);
  const cut = await limitSize(
    {
      content: [
        { type: 'text', text },
        { type: 'text', text: 'more' },
      ],
      isError: false,
      structured: text,
    },
    { maxBytes: 101, keep: undefined, signal: options.signal },
  );
  expect(cut.content).toEqual([
    { type: 'text', text: `${'é'.repeat(50)}\n[cut: the result has 200 bytes, the first 100 are shown]` },
    { type: 'text', text: '[cut: the result has 4 bytes, the first 0 are shown]' },
  ]);
  expect(cut).not.toHaveProperty('structured');
});

test('what is cut or fits in no message is kept, and named', async () => {
  const kept: [content: string, ending: string][] = [];
  const keep: KeepOutput = async (content, { ending }) => {
    kept.push([Buffer.from(content).toString(), ending]);
    return `/workspace/kept-${kept.length}`;
  };
  const audio = { type: 'audio', data: 'AAAA', mimeType: 'audio/wav' };
  const blob = { type: 'resource', resource: { uri: 'a:b', blob: 'aGk=', mimeType: 'application/pdf' } };
  const parts = RawToolResult.parse({ content: [audio, blob] });
  const named = await normaliseAnswer({ kind: 'result', result: parts }, { ...options, keep });
  expect(named.content).toEqual([
    { type: 'text', text: '[content of type audio/wav; it is in /workspace/kept-1]' },
    { type: 'text', text: '[resource a:b of type application/pdf; it is in /workspace/kept-2]' },
  ]);
  const structured = ['x'.repeat(50)];
  const cut = await limitSize(
    {
      content: [
        { type: 'text', text: 'a'.repeat(30) },
        { type: 'image', url: 'data:image/png;base64,aGk=', mimeType: 'image/png' },
      ],
      isError: false,
      structured,
    },
    { maxBytes: 20, keep, signal: options.signal },
  );
  expect(cut.content).toEqual([
    {
      type: 'text',
      text: `${'a'.repeat(20)}\n[cut: the result has 30 bytes, the first 20 are shown; the whole is in /workspace/kept-3]`,
    },
    { type: 'text', text: '[image of 26 bytes left out: too large; it is in /workspace/kept-4]' },
    { type: 'text', text: '[left out: the structured result of 54 bytes is in /workspace/kept-5]' },
  ]);
  expect(kept.slice(1)).toEqual([
    ['hi', 'pdf'],
    ['a'.repeat(30), 'txt'],
    ['hi', 'png'],
    [JSON.stringify(structured), 'json'],
  ]);
});
