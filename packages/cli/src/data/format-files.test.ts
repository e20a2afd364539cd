/** Templates and tokenizers come from the files that a format names. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
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

test('a format file holds one format, or a list', async () => {
  const one = 'exporter: chat-template\ntemplate: { configFile: config.json }\n';
  const { formats } = await inFolder(one, readFormatFile);
  expect(formats).toMatchObject([{ exporter: 'chat-template', template: { source: '{{ bos_token }}' } }]);
  const two = await inFolder('- { exporter: atif }\n- { exporter: llama3 }\n', readFormatFile);
  expect(two.formats.map(({ exporter }) => exporter)).toEqual(['atif', 'llama3']);
});

test.each([
  ['exporter: chat-template\ntemplate: {}', 'build_invalid', 'formats.0.template.sourceFile'],
  ['exporter: tokens\ntemplate: { source: x }', 'build_invalid', 'formats.0.tokenizerFile'],
  ['exporter: chat-template\ntemplate: { sourceFile: gone.jinja }', 'not_found', 'gone.jinja'],
  ['exporter: chat-template\ntemplate: { configFile: template.jinja }', 'build_invalid', 'template.jinja'],
  ['exporter: none', 'build_invalid', 'x.yaml'],
  ['exporter: hermes\ntemplate: { source: x }', 'build_invalid', 'x.yaml'],
])('%j is refused', async (text, code, where) => {
  await expect(inFolder(text, readFormatFile)).rejects.toMatchObject({
    code,
    where: expect.stringContaining(where) as string,
  });
});
