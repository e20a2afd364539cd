/** That nothing is left of what a local sandbox has started, at whatever moment it is ended. */
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { access } from 'node:fs/promises';
import type { Readable } from 'node:stream';
import { beforeAll, describe, expect, it } from 'vitest';
import type { SandboxProbe } from '../src/index.ts';
import { startChild } from '../src/sandbox/launcher.ts';
import { DEFAULT_LIMITS } from '../src/sandbox/limits.ts';
import { startBubblewrap } from '../src/sandbox/local/bubblewrap-process.ts';
import { createSandboxCgroup } from '../src/sandbox/local/cgroup.ts';
import { sendKill, superviseBubblewrap } from '../src/sandbox/local/supervise-bubblewrap.ts';
import { availableProbe, openTestSandbox, processesWith } from './support/sandboxes.ts';

let probe: SandboxProbe & { available: true };
beforeAll(async () => {
  probe = await availableProbe();
});

const token = () => `9${Number.parseInt(randomBytes(4).toString('hex'), 16)}`;

/** Lets that many answers of the system go by. */
async function turns(count: number): Promise<void> {
  for (let turn = 0; turn < count; turn++) await access('/proc/self');
}

/** Without control groups, which would end what is left by themselves. */
async function openBare() {
  const { cgroups: _, ...bare } = probe;
  return openTestSandbox('local', { probe: bare });
}

describe('killing bubblewrap', () => {
  const EVENTS = {
    'it was started': async () => {},
    'it has reported its child': async ({ child }) => {
      await once(child.stdio[3] as Readable, 'data');
    },
    'its program has printed': async ({ child }) => {
      await once(child.stdout, 'data');
    },
  } satisfies Record<string, (started: Awaited<ReturnType<typeof startBubblewrap>>) => Promise<void>>;

  it.each(Object.entries(EVENTS))('leaves nothing when %s', async (_, reached) => {
    for (let round = 0; round < 15; round++) {
      const mark = token();
      const started = await startBubblewrap({
        bubblewrap: probe.bubblewrap,
        prefix: [],
        args: '--unshare-user --unshare-pid --die-with-parent --new-session --ro-bind / / --dev /dev'.split(
          ' ',
        ),
        env: {},
        argv: ['sh', '-c', `echo up; sleep ${mark} & sleep ${mark}`],
        joinFiles: [],
        ulimits: [],
        stdin: false,
        stderr: false,
      });
      await reached(started);
      started.kill();
      started.kill();
      expect(await started.ended).toMatchObject({ ranToItsEnd: expect.any(Boolean) });
      expect(await processesWith(mark)).toEqual([]);
    }
  });

  it('waits for no report that does not end', async () => {
    const script = 'setsid sleep 600 & echo $!; exit 3';
    const child = await startChild(['/bin/sh', '-c', script], {
      env: { PATH: '/usr/bin:/bin' },
      stdin: false,
      stderr: false,
      group: true,
      morePipes: 1,
    });
    const { ended } = superviseBubblewrap(child, child.stdio[3] as Readable);
    const [line] = (await once(child.stdout, 'data')) as [Buffer];
    expect(await ended).toEqual({ code: 3, signal: null, ranToItsEnd: false });
    sendKill(Number(line.toString()));
    child.stdout.destroy();
  });
});

it('leaves nothing of a command that is aborted while it starts', async () => {
  await using opened = await openBare();
  for (let round = 0; round < 40; round++) {
    const mark = token();
    const controller = new AbortController();
    const run = opened.sandbox.run(`sleep ${mark} & sleep ${mark}`, { signal: controller.signal });
    const outcome = expect(run).rejects.toThrow('stop');
    await turns(round * 5);
    controller.abort(new Error('stop'));
    await outcome;
    expect(await processesWith(mark)).toEqual([]);
  }
});

it('leaves nothing of what is starting when it is disposed', async () => {
  for (let round = 0; round < 8; round++) {
    const mark = token();
    const opened = await openBare();
    const { sandbox } = opened;
    const work = Promise.allSettled([
      sandbox.run(`sleep ${mark}`, { signal: new AbortController().signal }),
      sandbox.startBackground(`sleep ${mark}`, {}),
      sandbox.spawn('sleep', [mark]),
    ]);
    await turns(round * 20);
    await opened[Symbol.asyncDispose]();
    expect(await processesWith(mark)).toEqual([]);
    for (const settled of await work) {
      if (settled.status === 'rejected') expect(settled.reason).toMatchObject({ code: 'unavailable' });
    }
    expect(sandbox.background().filter(({ state }) => state === 'running')).toEqual([]);
  }
});

it('ends with its control group what is left in it', async () => {
  if (probe.cgroups === undefined) {
    await using opened = await openTestSandbox('local', { probe });
    return expect(opened.sandbox.description).toContain('per process (ulimit)');
  }
  const group = await createSandboxCgroup(probe.cgroups, `nex-test-${token()}`, DEFAULT_LIMITS);
  const { joinFiles } = await group.forCommand('one');
  const script = 'for file; do echo $$ > "$file"; done; echo in; exec sleep 600';
  const child = await startChild(['/bin/sh', '-c', script, 'sh', ...joinFiles], {
    env: { PATH: '/usr/bin:/bin' },
    stdin: false,
    stderr: false,
  });
  await once(child.stdout, 'data');
  const exit = once(child, 'exit');
  await group.remove();
  expect(await exit).toEqual([null, 'SIGKILL']);
  for (const file of joinFiles) await expect(access(file)).rejects.toMatchObject({ code: 'ENOENT' });
});
