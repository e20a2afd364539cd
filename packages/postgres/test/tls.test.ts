/** Connections over TLS, as the parameters of an address ask for them, to a server with a certificate of its own. */
import { chmod, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startPostgres } from '@nex/cli/stack';
import { makeCertificate } from '@nex/testkit';
import { afterAll, expect, test } from 'vitest';
import * as z from 'zod';
import { createPool, listen, maybeOne, notify, sql } from '../src/index.ts';

const stack = new AsyncDisposableStack();
afterAll(() => stack.disposeAsync());
const folder = await mkdtemp(join(tmpdir(), 'nex-test-tls-'));
stack.defer(() => rm(folder, { recursive: true, force: true }));
await chmod(folder, 0o755);
const certificate = await makeCertificate(folder);
const server = stack.use(await startPostgres({ directory: folder, throwaway: true }));
if (certificate) await turnOnTls();

/** The server's account writes the key itself, as Postgres refuses one that others may read. */
async function turnOnTls(): Promise<void> {
  await using pool = createPool({ url: server.url, max: 1 });
  for (const [name, file] of [
    ['ssl_cert_file', certificate?.certificateFile],
    ['ssl_key_file', certificate?.keyFile],
  ] as const) {
    const target = `${server.cluster}/${name}.pem`;
    const text = (await readFile(file ?? '', 'utf8')).replaceAll('\n', '\\n');
    const program = `umask 077; cat > /dev/null; printf "%b" "${text}" > ${target}`;
    await pool.query({ text: `copy (select 1) to program '${program}'`, values: [] });
    await pool.query({ text: `alter system set ${name} = '${target}'`, values: [] });
  }
  await pool.query(sql`alter system set ssl = on`);
  await pool.query(sql`select pg_reload_conf()`);
}

function urlWith(parameters: Record<string, string>): string {
  const url = new URL(server.url);
  url.hostname = 'localhost';
  for (const [name, value] of Object.entries(parameters)) url.searchParams.set(name, value);
  return url.href;
}

const encrypted = sql`select ssl from pg_stat_ssl where pid = pg_backend_pid()`;

test.runIf(certificate)(
  'verify-full with the file of the authority is encrypted, for queries and notifications',
  async () => {
    const url = urlWith({ sslmode: 'verify-full', sslrootcert: certificate?.certificateFile ?? '' });
    await using pool = createPool({ url, max: 1 });
    expect(await maybeOne(pool, z.object({ ssl: z.boolean() }), encrypted)).toEqual({ ssl: true });
    const heard = Promise.withResolvers<string>();
    const connected = Promise.withResolvers<void>();
    await using _listening = listen({
      url,
      channel: 'bell',
      onNotify: heard.resolve,
      onConnected: connected.resolve,
    });
    await connected.promise;
    await notify(pool, 'bell', ['rung']);
    expect(await heard.promise).toBe('rung');
  },
);

test.runIf(certificate)('a certificate that nobody vouches for is refused', async () => {
  await using pool = createPool({ url: urlWith({ sslmode: 'verify-full' }), max: 1 });
  await expect(pool.query(encrypted)).rejects.toMatchObject({ code: 'unavailable' });
});

test.runIf(certificate)('without an authority, no-verify encrypts', async () => {
  await using pool = createPool({ url: urlWith({ sslmode: 'no-verify' }), max: 1 });
  expect(await maybeOne(pool, z.object({ ssl: z.boolean() }), encrypted)).toEqual({ ssl: true });
});
