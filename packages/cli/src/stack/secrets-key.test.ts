import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { environmentOf } from './environment.ts';
import { obtainSecretsKey } from './secrets-key.ts';

test('the key is made once, for its owner alone, and goes to the runtime alone', async () => {
  const home = await mkdtemp(join(tmpdir(), 'nex-key-'));
  try {
    const data = join(home, 'data');
    const secretsKey = await obtainSecretsKey(data);
    expect(Buffer.from(secretsKey, 'base64')).toHaveLength(32);
    expect(await obtainSecretsKey(data)).toBe(secretsKey);
    expect((await stat(join(data, 'secrets.key'))).mode & 0o777).toBe(0o600);
    const http = { gateway: 1, runtime: 2, generator: 3, pipeline: 4 };
    const ports = { http, grpc: { gateway: 9, runtime: 5, generator: 6, pipeline: 7 }, model: 8 };
    const of = (name: Parameters<typeof environmentOf>[0]) =>
      environmentOf(name, { ports, databaseUrl: 'x', home, secretsKey }, { NEX_SECRETS_KEY: secretsKey });
    for (const name of ['gateway', 'runtime'] as const) expect(of(name)['NEX_SECRETS_KEY']).toBe(secretsKey);
    for (const name of ['generator', 'pipeline', 'offline-model'] as const)
      expect(JSON.stringify(of(name))).not.toContain(secretsKey);
  } finally {
    await rm(home, { recursive: true });
  }
});
