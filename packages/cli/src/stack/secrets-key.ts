/** The key of secrets on one machine: a file that its owner alone can read, made once and kept. */
import { randomBytes } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

const FILE = 'secrets.key';
const KEY_BYTES = 32;

/** In base64, for NEX_SECRETS_KEY. Without this file the secrets of the database are lost. */
export async function obtainSecretsKey(dataDirectory: string): Promise<string> {
  const path = join(dataDirectory, FILE);
  await mkdir(dataDirectory, { recursive: true });
  try {
    await writeFile(path, `${randomBytes(KEY_BYTES).toString('base64')}\n`, { mode: 0o600, flag: 'wx' });
  } catch (thrown) {
    if (!(thrown instanceof Error && 'code' in thrown && thrown.code === 'EEXIST')) throw thrown;
  }
  return (await readFile(path, 'utf8')).trim();
}
