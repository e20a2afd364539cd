import { rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { TINY, writeTinyTokenizer } from '../__fixtures__/tiny-tokenizer.ts';
import { loadTokenizer } from './tokenizer.ts';
import { createTokenizerStore } from './tokenizer-store.ts';

let stack = new AsyncDisposableStack();
afterEach(async () => {
  await stack.disposeAsync();
  stack = new AsyncDisposableStack();
});

test('reads a folder as models bring it', async () => {
  const { folder } = stack.use(await writeTinyTokenizer({ model_max_length: 64 }));
  const tokenizer = await loadTokenizer(folder);
  const text = '<|start|>user add two<|end|>\n';
  const ids = TINY.ids('<|start|>', 'user', 'add', 'two', '<|end|>', '\n');
  expect(tokenizer.encode(text)).toEqual(ids);
  expect(tokenizer.decode(ids)).toContain('<|end|>');
  expect([tokenizer.specialText(TINY.end), tokenizer.specialText(TINY.id('user'))]).toEqual([
    '<|end|>',
    undefined,
  ]);
  expect(tokenizer).toMatchObject({
    endToken: '<|end|>',
    maxTokens: 64,
    template: { source: '{{ messages }}', specialTokens: { eos_token: '<|end|>', unk_token: '<unk>' } },
  });
});

test.each<[string, object, string | undefined]>([
  [
    'a list of templates',
    {
      chat_template: [
        { name: 'tool_use', template: 'T' },
        { name: 'default', template: 'D' },
      ],
    },
    'D',
  ],
  ['a file of its own', { chat_template: null }, 'from the file'],
])('the chat template may be %s', async (_name, config, expected) => {
  const { folder } = stack.use(await writeTinyTokenizer(config));
  await writeFile(path.join(folder, 'chat_template.jinja'), 'from the file');
  expect((await loadTokenizer(path.join(folder, 'tokenizer.json'))).template.source).toBe(expected);
});

test('a length that means none is no limit', async () => {
  const { folder } = stack.use(await writeTinyTokenizer({ model_max_length: 1e30 }));
  expect((await loadTokenizer(folder)).maxTokens).toBeUndefined();
});

test.each([['tokenizer.json'], ['tokenizer_config.json']])(
  '%s missing or broken: said without the path',
  async (file) => {
    const { folder } = stack.use(await writeTinyTokenizer());
    for (const break_ of [() => writeFile(path.join(folder, file), '{'), () => rm(path.join(folder, file))]) {
      await break_();
      const error = await loadTokenizer(folder).catch((thrown: unknown) => thrown);
      expect(error).toMatchObject({
        code: 'config_invalid',
        message: expect.stringContaining(file) as string,
      });
      expect(JSON.stringify(error)).not.toContain(folder);
    }
  },
);

test('a store reads each folder once, and a failed one anew', async () => {
  const { folder } = stack.use(await writeTinyTokenizer());
  const store = createTokenizerStore();
  expect(await store.get(folder)).toBe(await store.get(folder));
  const other = path.join(folder, 'later');
  await expect(store.get(other)).rejects.toMatchObject({ code: 'config_invalid' });
  await expect(store.get(other)).rejects.toMatchObject({ code: 'config_invalid' });
});

test('a store opens what is allowed only', async () => {
  const { folder } = stack.use(await writeTinyTokenizer());
  const store = createTokenizerStore((one) => one === folder);
  await expect(store.get(folder)).resolves.toMatchObject({ endToken: '<|end|>' });
  await expect(store.get('/etc')).rejects.toMatchObject({ where: 'llm_config.tokenizer_path' });
});
