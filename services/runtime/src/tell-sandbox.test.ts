import type { SandboxProbe } from '@nex/tools';
import { expect, test, vi } from 'vitest';
import type { Context } from './context.ts';
import { tellSandbox } from './tell-sandbox.ts';

async function told(types: string[], probe: SandboxProbe | Error) {
  const log = { info: vi.fn(), warn: vi.fn() };
  const sandboxProbe = () => (probe instanceof Error ? Promise.reject(probe) : Promise.resolve(probe));
  await tellSandbox({ config: { sandboxTypes: types }, log, sandboxProbe } as unknown as Context);
  return { info: log.info.mock.calls, warn: log.warn.mock.calls };
}
const available: SandboxProbe = {
  available: true,
  bubblewrap: { file: '/usr/bin/bwrap', version: '0.8.0' },
  system: [],
};

test('says which limits are in force', async () => {
  const { info } = await told(['local'], { ...available, cgroups: { version: 2, parent: '/x' } });
  expect(info[0]?.[0]).toMatchObject({ bubblewrap: '0.8.0', limits: 'cgroup v2', sharedLoopback: false });
  expect((await told(['local'], available)).info[0]?.[0]).toMatchObject({ limits: 'ulimit' });
});

test('warns with what to do when there are no walls, and never throws', async () => {
  const missing = { available: false, reason: 'no_bubblewrap', message: 'M', hint: 'Install it.' } as const;
  expect((await told(['local'], missing)).warn[0]?.[0]).toMatchObject({ hint: 'Install it.' });
  expect((await told(['local'], new Error('x'))).warn).toHaveLength(1);
  expect(await told(['container'], new Error('not tried'))).toMatchObject({
    info: [[{}, 'sandboxes']],
    warn: [],
  });
});
