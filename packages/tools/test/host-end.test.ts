/** The host of a tool that never gives way ends with the platform, even when that was killed. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { eventually } from '../../testkit/src/eventually.ts';
import { writeBundle } from '../src/index.ts';
import { sendKill } from '../src/sandbox/local/supervise-bubblewrap.ts';
import { findPythonForTests } from './support/python.ts';

const FILES = [
  {
    path: 'tools.mjs',
    content: `export const spin = (_, { onProgress }) => { onProgress({ progress: process.pid }); while (true); };`,
  },
  {
    path: 'tools.py',
    // The expression takes ages, and the interpreter lock with it.
    content: `import os, re
def spin(ctx):
    ctx.progress(os.getpid())
    re.match(r'(a+)+$', 'a' * 60 + 'b')
`,
  },
];

/** A process that has ended and was not waited for is gone, too. */
async function isAlive(pid: number): Promise<boolean> {
  const status = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '');
  return status !== '' && !/\) [ZX] /.test(status);
}

it.each(['node', 'python'])('a %s host in a busy loop ends when the platform is killed', async (kind) => {
  await using bundle = await writeBundle(FILES);
  const script = join(import.meta.dirname, 'fixtures/host-owner.ts');
  const args = [script, kind, bundle.directory, await findPythonForTests()];
  const env = { ...process.env, TMPDIR: bundle.directory };
  const owner = spawn(process.execPath, args, { env, stdio: ['ignore', 'pipe', 'inherit'] });
  const [said] = (await once(owner.stdout, 'data')) as [Buffer];
  const host = Number(said.toString());
  try {
    expect(await isAlive(host)).toBe(true);
    owner.kill('SIGKILL');
    await eventually(async () => expect(await isAlive(host)).toBe(false));
  } finally {
    owner.kill('SIGKILL');
    sendKill(host);
  }
});
