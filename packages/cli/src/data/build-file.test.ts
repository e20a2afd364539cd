import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { readBuildFile } from './build-file.ts';

async function written<T>(text: string, use: (file: string) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'nex-build-file-'));
  try {
    await writeFile(join(folder, 'build.yaml'), text);
    return await use(join(folder, 'build.yaml'));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

test('a build file is read as it was written', async () => {
  const text =
    'frameworkId: fw_1\nsamples: 2\ntasks:\n  - query: Add mint.\n    verifiers: [{ kind: calls, mostCalls: 3 }]\n';
  expect(await written(text, readBuildFile)).toEqual({
    request: {
      frameworkId: 'fw_1',
      samples: 2,
      tasks: [{ query: 'Add mint.', verifiers: [{ kind: 'calls', mostCalls: 3 }] }],
    },
    tokenizers: new Map(),
  });
});

test.each([
  ['frameworkId: [', 'build_invalid', 'build.yaml'],
  [
    'frameworkId: fw_1\ntasks: [{ query: x, verifiers: [{ kind: calls }] }]',
    'build_invalid',
    'tasks.0.verifiers.0',
  ],
  ['frameworkId: fw_1\nquerys: 3', 'build_invalid', 'build.yaml'],
])('%j is refused', async (text, code, where) => {
  await expect(written(text, readBuildFile)).rejects.toMatchObject({
    code,
    where: expect.stringContaining(where),
    hint: expect.stringContaining('schemas/build.schema.json'),
  });
});

test('a file that is not there is told', async () => {
  await expect(readBuildFile('/nowhere/build.yaml')).rejects.toMatchObject({
    code: 'not_found',
    hint: expect.any(String) as string,
  });
});
