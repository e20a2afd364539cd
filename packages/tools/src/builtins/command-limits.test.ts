/** Which limits of time commands are given when a call names none. */
import { expect, it, vi } from 'vitest';
import { openToolRoom } from '../__fixtures__/tool-room.ts';
import { DEFAULT_LIMITS } from '../sandbox/limits.ts';
import type { Sandbox } from '../sandbox/sandbox.ts';
import { runCode } from './run-code.ts';
import { runShellCommand } from './run-shell-command.ts';

async function given(tool: typeof runCode, args: Record<string, string | number>) {
  const run = vi.fn(async () => ({ exitCode: 0, stdout: '', stderr: '', durationMs: 1 }));
  const sandbox = { run, programs: { python: 'python3' } } as unknown as Sandbox;
  await using room = await openToolRoom({ sandbox: async () => sandbox });
  await room.run(tool, args);
  return run.mock.calls[0];
}

it('shell has half an hour, unless the sandbox allows less', async () => {
  expect(DEFAULT_LIMITS.timeoutMs).toBe(30 * 60_000);
  const call = await given(runShellCommand, { command: 'true' });
  expect(call).not.toEqual([expect.anything(), expect.objectContaining({ timeoutMs: expect.anything() })]);
});

it('code has two minutes, or what the call gives', async () => {
  const options = async (args: object) => given(runCode, { code_block: '1', ...args });
  expect(await options({})).toEqual([
    expect.any(String),
    expect.objectContaining({ defaultTimeoutMs: 120_000 }),
  ]);
  expect(await options({ timeout: 500 })).toEqual([
    expect.any(String),
    expect.objectContaining({ timeoutMs: 500 }),
  ]);
});
