/** Writes the OpenAPI document of a platform that it starts to `clients/openapi.json`, which clients are made from. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startStack } from '@nex/cli/stack';

const home = await mkdtemp(join(tmpdir(), 'nex-openapi-'));
try {
  await using stack = await startStack({ home });
  const answer = await fetch(`${stack.urls.gateway}/openapi.json`);
  const document: unknown = await answer.json();
  if (!answer.ok) throw new Error(JSON.stringify(document));
  await writeFile(
    new URL('../clients/openapi.json', import.meta.url),
    `${JSON.stringify(document, null, 1)}\n`,
  );
} finally {
  await rm(home, { recursive: true, force: true });
}
