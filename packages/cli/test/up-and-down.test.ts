/** `nex up` in the foreground and `nex down` beside it. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readState, stopStack } from '@nex/cli/stack';
import { createTestDatabase } from '@nex/testkit';
import { expect, test } from 'vitest';
import { startNex } from './support/nex-process.ts';

test('down ends what up watches over, and up with it', async () => {
  const home = await mkdtemp(join(tmpdir(), 'nex-up-down-'));
  const database = await createTestDatabase({ services: [] });
  const env = { NEX_HOME: home, DATABASE_URL: database.url };
  try {
    await using up = startNex(['up'], env, home);
    await up.saw('err', /Ready\. Ctrl-C stops everything\./);
    await using down = startNex(['down'], env, home);
    const said = await down.ended;
    expect(said.out).toBe('Stopped: gateway, generator, offline-model, pipeline, runtime.\n');
    const { exitCode, err } = await up.ended;
    expect(err).not.toContain('starting it again');
    expect(exitCode).toBe(0);
    expect(await readState(home)).toBeUndefined();
    await using again = startNex(['down'], env, home);
    expect((await again.ended).out).toBe('Nothing was running.\n');
  } finally {
    await stopStack(home);
    await database.drop();
    await rm(home, { recursive: true, force: true });
  }
});
