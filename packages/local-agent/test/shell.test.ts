/** Commands and the agent's own code, in a real sandbox. */
import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { probeSandbox, type SandboxProbe } from '@nex/tools';
import { beforeAll, expect, test } from 'vitest';
import { ensureBubblewrap } from '../../tools/test/support/bubblewrap.ts';
import { call, lastResult, openBench } from '../src/__fixtures__/bench.ts';

let probe: SandboxProbe;
beforeAll(async () => {
  probe = await probeSandbox(await ensureBubblewrap());
});

const FILES = {
  'agent.yaml': `type: agent
name: solo
system_prompt: solo works.
llm_config: {}
tools:
  - {name: run_shell_command, yaml_path: ./shell.yaml}
  - {name: double, yaml_path: ./double.yaml}
  - {name: tasks, yaml_path: ./tasks.yaml}
`,
  'shell.yaml':
    'type: tool\nname: run_shell_command\ndescription: Runs.\ninput_schema: {type: object}\nbinding: builtin:run_shell_command\n',
  'double.yaml':
    'type: tool\nname: double\ndescription: Doubles.\ninput_schema: {type: object}\nbinding: "ts:./double.ts#double"\n',
  'tasks.yaml':
    'type: tool\nname: tasks\ndescription: Tasks.\ninput_schema: {type: object}\nbinding: builtin:background_task_manage_tool\n',
  'double.ts': 'export const double = ({ n }: { n: number }) => `${n * 2}`;\n',
  '.env': 'SECRET=hidden\n',
};

test('commands see the workspace and no secret; code of the agent runs; background tasks outlive a run', async () => {
  const shell = (id: string, command: string, more = {}) => ({
    calls: [call(id, 'run_shell_command', { command, ...more })],
  });
  await using bench = await openBench(
    FILES,
    {
      solo: [
        shell('c1', 'pwd; mkfifo up; echo made > made.txt; ls -A /opt/nex/bundle; cat /opt/nex/bundle/.env'),
        { calls: [call('c2', 'double', { n: 21 })] },
        shell('c3', 'echo up > up; sleep 600', { is_background: true }),
        { text: 'Done.' },
        shell('c4', 'cat up'),
        { calls: [call('c5', 'tasks', { action: 'list' })] },
        { text: 'Done.' },
      ],
    },
    { sandbox: { probe } },
  );
  expect(await bench.agent.run('Go')).toMatchObject({ stopReason: 'answered' });
  const first = lastResult(bench.requests[1]);
  expect(first).toContain('/workspace');
  expect(first).not.toContain('hidden');
  expect(first).toContain('double.ts');
  expect(lastResult(bench.requests[2])).toBe('42');
  expect(existsSync(join(bench.workspace, 'made.txt'))).toBe(true);
  expect(await bench.agent.run('Go on')).toMatchObject({ stopReason: 'answered' });
  expect(lastResult(bench.requests[5]).trim()).toBe('up');
  expect(lastResult(bench.requests[6])).toContain('sleep 600');
});

test('a stop ends the command that runs', async () => {
  const control = new AbortController();
  await using bench = await openBench(
    FILES,
    { solo: [{ calls: [call('c1', 'run_shell_command', { command: 'echo up > up; sleep 600' })] }] },
    { sandbox: { probe } },
  );
  const up = join(bench.workspace, 'up');
  execFileSync('mkfifo', [up]);
  const running = bench.agent.run('Go', { signal: control.signal });
  expect(await readFile(up, 'utf8')).toBe('up\n');
  control.abort();
  expect(await running).toMatchObject({ stopReason: 'cancelled' });
});
