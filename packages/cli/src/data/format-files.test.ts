/** Templates and tokenizers come from the files that a format names. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { NexError } from '@nex/core';
import { digestText } from '@nex/core/digest';
import { expect, test } from 'vitest';
import { readBuildFile, readFormatFile } from './build-file.ts';

const FILES = {
  'template.jinja': '{{ messages }}',
  'config.json': JSON.stringify({
    chat_template: [
      { name: 'rag', template: 'other' },
      { name: 'default', template: '{{ bos_token }}' },
    ],
    bos_token: { content: '<s>', special: true },
    eos_token: '</s>',
    unk_token: null,
    model_max_length: 8,
  }),
  'tokenizer.json': '{"model":{}}',
};

async function inFolder<T>(text: string, use: (file: string) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'nex-formats-'));
  try {
    const files = Object.entries({ ...FILES, 'x.yaml': text });
    await Promise.all(files.map(([name, content]) => writeFile(join(folder, name), content)));
    return await use(join(folder, 'x.yaml'));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

test('a template from its own file, and one from a tokenizer_config.json with its tokens', async () => {
  const text = `frameworkId: fw_1
formats:
  - exporter: hermes
  - exporter: chat-template
    name: mine
    template: { sourceFile: template.jinja, tokens: { eos_token: '<end>' } }
  - exporter: tokens
    template: { configFile: config.json, tokens: { eos_token: '<end>' }, variables: { enable_thinking: false } }
    tokenizerFile: tokenizer.json
`;
  const { request, tokenizers } = await inFolder(text, readBuildFile);
  const common = { view: 'root', earlierLeaves: true };
  const digest = digestText(FILES['tokenizer.json']);
  expect(request.formats).toEqual([
    { exporter: 'hermes', ...common },
    {
      exporter: 'chat-template',
      name: 'mine',
      ...common,
      template: { source: '{{ messages }}', tokens: { eos_token: '<end>' }, argumentsAs: 'object' },
    },
    {
      exporter: 'tokens',
      ...common,
      template: {
        source: '{{ bos_token }}',
        tokens: { bos_token: '<s>', eos_token: '<end>', unk_token: '' },
        variables: { enable_thinking: false },
        argumentsAs: 'object',
      },
      tokenizer: digest,
    },
  ]);
  expect([...tokenizers].map(([key, bytes]) => [key, Buffer.from(bytes).toString()])).toEqual([
    [digest, FILES['tokenizer.json']],
  ]);
});

test('a format file holds one format, or a list, as YAML or JSON', async () => {
  const one = 'exporter: chat-template\ntemplate: { configFile: config.json }\n';
  const { formats } = await inFolder(one, readFormatFile);
  expect(formats).toMatchObject([{ exporter: 'chat-template', template: { source: '{{ bos_token }}' } }]);
  const two = await inFolder('- { exporter: atif }\n- { exporter: llama3 }\n', readFormatFile);
  expect(two.formats.map(({ exporter }) => exporter)).toEqual(['atif', 'llama3']);
  const json = await inFolder('[{"exporter": "hermes", "view": "per-agent"}]', readFormatFile);
  expect(json.formats).toEqual([{ exporter: 'hermes', view: 'per-agent', earlierLeaves: true }]);
});

test('digests take the place of files', async () => {
  const digests = { templateDigest: digestText('a'), tokenizer: digestText('b') };
  const { formats, tokenizers } = await inFolder(
    JSON.stringify({ exporter: 'tokens', ...digests }),
    readFormatFile,
  );
  expect(formats).toEqual([{ exporter: 'tokens', view: 'root', earlierLeaves: true, ...digests }]);
  expect(tokenizers.size).toBe(0);
});

const CHAT = 'exporter: chat-template\ntemplate: ';
test.each([
  [`${CHAT}{}`, 'build_invalid', 'x.yaml: template.sourceFile', 'The format lacks a file.'],
  ['exporter: chat-template', 'build_invalid', 'x.yaml: template', 'The format lacks a file.'],
  [
    '- exporter: hermes\n- exporter: tokens\n  template: { source: x }',
    'build_invalid',
    'x.yaml: 1.tokenizerFile',
    'The format lacks a file.',
  ],
  [`${CHAT}{ sourceFile: gone.jinja }`, 'not_found', 'gone.jinja', 'There is no such file'],
  [`${CHAT}{ configFile: template.jinja }`, 'build_invalid', 'template.jinja', 'no JSON object'],
  ['exporter: none', 'build_invalid', 'x.yaml: exporter', 'Invalid discriminator value'],
  ['exporter: hermes\ntemplate: { source: x }', 'build_invalid', 'x.yaml', 'Unrecognized key: "template"'],
  [`${CHAT}{ source: x, token: y }`, 'build_invalid', 'x.yaml: template', 'Unrecognized key: "token"'],
  ['- exporter: hermes\n  view: side', 'build_invalid', 'x.yaml: 0.view', 'Invalid option'],
  ['exporter: [hermes', 'build_invalid', 'x.yaml', 'is not YAML: Flow sequence'],
  ['', 'build_invalid', 'x.yaml', 'expected object'],
  ['[]', 'build_invalid', 'x.yaml', 'Too small'],
])('%j is refused', async (text, code, where, message) => {
  await expect(inFolder(text, readFormatFile)).rejects.toMatchObject({
    code,
    where: expect.stringMatching(new RegExp(`${where}$`)) as string,
    message: expect.stringContaining(message) as string,
  });
});

test('what is missing is told by its key', async () => {
  const hintOf = (text: string) => inFolder(text, readFormatFile).catch((thrown: NexError) => thrown.hint);
  expect(await hintOf('exporter: chat-template')).toBe(
    'Name it, as in template: { sourceFile: chat_template.jinja }.',
  );
  expect(await hintOf('exporter: tokens\ntemplate: { source: x }')).toBe(
    'Name it, as in tokenizerFile: tokenizer.json.',
  );
});

test('a format file that is not there is told', async () => {
  await expect(readFormatFile('/nowhere/x.yaml')).rejects.toMatchObject({
    code: 'not_found',
    message: 'There is no such format file, or it cannot be read.',
    where: '/nowhere/x.yaml',
  });
});
