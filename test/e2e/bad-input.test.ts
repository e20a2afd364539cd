/** What cannot be done is refused with one clear error that says what to do, and leaves nothing half-made. */
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { nodeBinary, REPOSITORY, runCommand } from '@nex/cli/stack';
import type { Framework, NexError } from '@nex/core';
import { startTestStack, type TestStack } from '@nex/testkit';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { allRuns, errorOf, makeFramework, readyFramework, SENTENCE } from './support/story.ts';

function expectClear(error: NexError, code: string): void {
  expect(error.code).toBe(code);
  expect(error.message).not.toBe('');
  expect(error.hint ?? '').not.toBe('');
  expect(`${error.message} ${error.hint} ${error.where}`).not.toMatch(
    /\bat \S+:\d+|node_modules|ECONNREFUSED|\/tmp\//,
  );
}

describe('with a working platform', () => {
  let platform: TestStack;
  let framework: Framework;

  beforeAll(async () => {
    platform = await startTestStack();
    framework = await makeFramework(platform.client);
  }, 120_000);
  afterAll(() => platform?.[Symbol.asyncDispose]());

  test.each([
    ['an empty sentence', '', 'sentence_empty'],
    ['a sentence without words', ' \n … !', 'sentence_empty'],
    ['a sentence of 100 kB', 'A team that bakes bread. '.repeat(4_000), 'sentence_too_long'],
  ])('%s', async (_, sentence, code) => {
    const before = await platform.client.frameworks.list();
    expectClear(await errorOf(platform.client.frameworks.create({ sentence })), code);
    expect(await platform.client.frameworks.list()).toEqual(before);
  });

  test('an agent file with an unknown key, as a bundle and as a run', async () => {
    const { files } = await platform.client.frameworks.files(framework.id);
    const broken = files.map((file) =>
      file.path.startsWith('agents/') ? { ...file, content: `${file.content}\nmax_iteratoins: 3\n` } : file,
    );
    expect(broken).not.toEqual(files);
    for (const call of [
      () => platform.client.putBundle(broken),
      () => platform.client.runs.create({ files: broken, input: 'Plan the orders.' }),
    ]) {
      const error = await errorOf(call());
      expectClear(error, 'config_invalid');
      expect(`${error.message} ${error.where}`).toContain('max_iteratoins');
    }
    const { ok, findings } = await platform.client.lint(broken);
    expect(ok).toBe(false);
    expect(findings.map((finding) => finding.message).join()).toContain('max_iteratoins');
    expect(await allRuns(platform.client)).toEqual([]);
  });

  test.each([
    ['that adds up to 1.5', { easy: 0.5, medium: 0.5, hard: 0.5 }],
    ['that is nothing', { easy: 0, medium: 0, hard: 0 }],
    ['with a negative share', { easy: -0.5, medium: 1, hard: 0.5 }],
  ])('a difficulty distribution %s', async (_, difficulty) => {
    const error = await errorOf(platform.client.builds.create({ frameworkId: framework.id, difficulty }));
    expect(['build_invalid', 'invalid_request']).toContain(error.code);
    expectClear(error, error.code);
    expect(`${error.message} ${error.where}`).toMatch(/difficulty/);
    expect((await platform.client.builds.list()).items).toEqual([]);
  });

  test('a build of a framework that does not exist', async () => {
    const error = await errorOf(
      platform.client.builds.create({ frameworkId: 'fw_00000000000000000000000000' }),
    );
    expectClear(error, 'not_found');
    expect((await platform.client.builds.list()).items).toEqual([]);
  });
});

test('a model that cannot be reached', async () => {
  await using platform = await startTestStack({
    env: { LLM_BASE_URL: 'http://127.0.0.1:9/v1', LLM_MODEL: 'absent', LLM_API_KEY: 'none' },
  });
  const { id } = await platform.client.frameworks.create({ sentence: SENTENCE });
  expectClear(await errorOf(readyFramework(platform.client, id)), 'model_unreachable');
  const failed = await platform.client.frameworks.get(id);
  expect(failed).toMatchObject({ state: 'failed' });
  expect(failed.digest).toBeUndefined();
  expect((await errorOf(platform.client.frameworks.files(id))).code).toMatch(/conflict|not_found/);
});

test('a catalogue entry whose command does not exist', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'nex-catalogue-'));
  try {
    await cp(join(REPOSITORY, 'catalogue'), folder, { recursive: true });
    const entry = await readFile(join(folder, 'time.yaml'), 'utf8');
    const broken = entry
      .replace(/^runtime:.*$/m, 'runtime: command\ncommand: no-such-program')
      .replace(/^(package|entry):.*\n/gm, '');
    await writeFile(join(folder, 'time.yaml'), broken);
    const { exitCode, stdout } = await runCommand(
      nodeBinary(),
      [join(REPOSITORY, 'packages/cli/src/main.ts'), 'catalogue', 'check', '--no-tools', '--json'],
      { env: { ...process.env, CATALOGUE_DIR: folder } },
    );
    expect(exitCode).toBe(1);
    const { servers } = JSON.parse(stdout) as {
      servers: { name: string; ok: boolean; failure?: { code: string; message: string; hint?: string } }[];
    };
    const row = servers.find((server) => server.name === 'time');
    expect(row).toMatchObject({ ok: false, failure: { code: 'catalogue_invalid' } });
    expect(row?.failure?.message).toContain('no-such-program');
    expect(row?.failure?.hint ?? '').not.toBe('');
    expect(servers.filter((server) => !server.ok).map((server) => server.name)).toEqual(['time']);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});
