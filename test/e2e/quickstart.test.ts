/** The quickstart on a machine with nothing prepared: interrupted in the middle, run again, done. */
import { existsSync } from 'node:fs';
import { chmod, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { livingProcesses, REPOSITORY, readState, type StackState, stopStack } from '@nex/cli/stack';
import { recountDataSet } from '@nex/dataset';
import { takeTurn } from '@nex/testkit';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { watchProcess } from './support/process.ts';

const ARGS = [
  '--queries',
  '24',
  '--spec',
  'A team that plans meals, converts measures and keeps a shopping list.',
];

let home: string;
let env: NodeJS.ProcessEnv;

beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'nex-quickstart-'));
  await chmod(home, 0o755);
  const inherited = Object.entries(process.env).filter(
    ([name]) => !/^(DATABASE|REDIS|LLM|NEX|VITEST)/.test(name),
  );
  env = { ...Object.fromEntries(inherited), NEX_HOME: home };
});
afterAll(async () => {
  await stopStack(home);
  await rm(home, { recursive: true, force: true });
});

test('Ctrl-C stops everything and loses nothing; the same command goes on, over a crash, to a data set', async () => {
  await using _ = await takeTurn('documented ports');
  const first = watchProcess('scripts/quickstart.ts', ARGS, env);
  await first.saw(/run-agents: [1-9]/);
  const state = (await readState(home)) as StackState;
  expect(await livingProcesses(state)).toHaveLength(5);
  first.send('SIGINT');
  const interrupted = await first.ended;
  expect(interrupted.exitCode).toBe(130);
  expect(interrupted.output).toContain('Starting fresh.');
  const build = /resumes \(build (build_\w+)\)/.exec(interrupted.output)?.[1] ?? '';
  expect(build).not.toBe('');
  expect(await livingProcesses(state)).toEqual([]);
  expect(existsSync(join(state.postgres?.cluster ?? '', 'postmaster.pid'))).toBe(false);

  const second = watchProcess('scripts/quickstart.ts', ARGS, env);
  await second.saw(/Resuming build/);
  const runtime = (await readState(home))?.processes.find(({ name }) => name === 'runtime');
  process.kill(runtime?.pid ?? 0, 'SIGKILL');
  const { exitCode, output } = await second.ended;
  const folder = join(REPOSITORY, 'out', build);
  try {
    expect(output).toContain(`Resuming build ${build}.`);
    expect(exitCode).toBe(0);
    for (const part of [
      /runtime ended \(SIGKILL\); starting it again in 0.5 s\./,
      /^Funnel$/m,
      /queries +24 +of 24 asked for/,
      /^Used +tokens in +tokens out/m,
      /One of the kept trajectories/,
      /the offline rule-based model/,
      new RegExp(`Data set: out/${build}/ \\(\\d+ rows, counts verified\\)`),
      /^Times$/m,
    ]) {
      expect(output).toMatch(part);
    }
    expect(await recountDataSet(folder)).toEqual([]);
    const manifest = JSON.parse(await readFile(join(folder, 'manifest.json'), 'utf8'));
    expect(manifest.funnel.runs).toEqual({ total: 24, completed: 24, failed: 0, cancelled: 0 });
    expect(await readState(home)).toBeUndefined();
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});
