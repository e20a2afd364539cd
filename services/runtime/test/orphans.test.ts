/** A killed service leaves commands of a plain sandbox at work; the next start ends them before it goes on. */
import { execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createTestDatabase } from '@nex/testkit';
import { expect, test } from 'vitest';
import { finished } from './support/follow.ts';
import { answersIn, lastResult, startModelServer } from './support/model-server.ts';
import { createRun } from './support/runs.ts';
import { startServiceProcess } from './support/service-process.ts';
import { environmentOf } from './support/test-runtime.ts';

const BUNDLE = [
  {
    path: 'agent.yaml',
    content: `type: agent
name: worker
system_prompt: You work.
llm_config: {}
sandbox_config: { type: plain }
tools: [{ yaml_path: ./shell.yaml }]
`,
  },
  {
    path: 'shell.yaml',
    content: `type: tool
name: run_shell_command
description: Runs.
input_schema: { type: object, properties: { command: { type: string } } }
binding: builtin:run_shell_command
`,
  },
];

/** A process that has ended and was not waited for is gone, too. */
async function isAlive(pid: number): Promise<boolean> {
  const status = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '');
  return status !== '' && !/\) [ZX] /.test(status);
}

test('a command of a killed service is ended by the next one, and its folders are removed', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'nex-orphans-'));
  const temporary = join(folder, 'tmp');
  await mkdir(temporary);
  const up = join(folder, 'up');
  execFileSync('mkfifo', [up]);
  await using database = await createTestDatabase({ services: ['runtime'] });
  const command = `echo $$ > ${up}; sleep 600`;
  await using model = await startModelServer((asked) =>
    answersIn(asked) === 0
      ? { calls: [{ name: 'run_shell_command', args: { command } }] }
      : { text: lastResult(asked) },
  );
  const environment = {
    ...environmentOf({ modelUrl: model.url }, database.url, join(folder, 'data')),
    TMPDIR: temporary,
  };
  const callerOf = ({ url }: { url: string }) => ({
    get: (path: string) => fetch(`${url}${path}`),
    post: (path: string, body?: unknown) =>
      fetch(`${url}${path}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(body),
      }),
  });
  try {
    await using first = await startServiceProcess(environment);
    const run = await createRun(callerOf(first), { files: BUNDLE, input: 'Go' });
    const pid = Number(await readFile(up, 'utf8'));
    await first.kill();
    expect(await isAlive(pid)).toBe(true);
    await using second = await startServiceProcess(environment);
    expect(second.said()).toContain('ended what a killed platform left');
    await expect.poll(() => isAlive(pid)).toBe(false);
    const { state, response } = await finished(second.url, run.id);
    expect(state).toBe('completed');
    expect(response).toContain('it is not known whether the call took effect');
    expect(await second.stop()).toBe(0);
    expect((await readdir(temporary)).filter((name) => name.startsWith('nex-'))).toEqual([]);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});
