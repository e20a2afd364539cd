import type { SandboxType } from '@nex/core';
import { expect, it } from 'vitest';
import { createSandbox } from './create-sandbox.ts';

const spec = (type: SandboxType) => ({ type, env: {} });

it('does not make a plain sandbox unless the operator names it', async () => {
  await expect(createSandbox(spec('plain'), { workspaceDirectory: '/none' })).rejects.toMatchObject({
    code: 'config_invalid',
    where: 'sandbox.type',
    hint: 'Ask for one of: local, container.',
  });
});

it('falls back to no weaker kind', async () => {
  const probe = { available: false, reason: 'failed', message: 'Not here.', hint: 'Do this.' } as const;
  const options = { workspaceDirectory: '/none', probe, allowed: ['local', 'plain'] as const };
  await expect(createSandbox(spec('local'), options)).rejects.toMatchObject({
    code: 'unavailable',
    hint: 'Do this.',
  });
});

it('needs an image for a container', async () => {
  await expect(createSandbox(spec('container'), { workspaceDirectory: '/none' })).rejects.toMatchObject({
    code: 'config_invalid',
    where: 'sandbox.image',
  });
});
