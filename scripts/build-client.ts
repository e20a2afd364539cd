/**
 * Makes `packages/client/dist`, what is published of the client: ESM and its types, without anything of the workspace. The
 * words of `@nex/core` that the client uses lie beside it. `npm publish packages/client/dist` needs no more.
 */
import { execFile } from 'node:child_process';
import { cp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const PACKAGE = join(ROOT, 'packages/client');
const DIST = join(PACKAGE, 'dist');
const CORE = 'core/src/index.js';

interface PackageFile {
  version: string;
  description: string;
  license: string;
  dependencies: Record<string, string>;
}

await rm(DIST, { recursive: true, force: true });
await promisify(execFile)(join(ROOT, 'node_modules/.bin/tsc'), ['-p', join(PACKAGE, 'tsconfig.build.json')]);
for (const path of await readdir(DIST, { recursive: true })) {
  if (/\.(?:js|d\.ts)$/.test(path)) await resolveImports(join(DIST, path));
}
const own = await readPackage(PACKAGE);
const core = await readPackage(join(ROOT, 'packages/core'));
const { '@nex/core': _, ...dependencies } = { ...core.dependencies, ...own.dependencies };
const published = {
  name: '@nex/client',
  version: own.version,
  description: own.description,
  license: own.license,
  type: 'module',
  sideEffects: false,
  engines: { node: '>=20' },
  exports: { '.': { types: './client/src/index.d.ts', default: './client/src/index.js' } },
  files: ['client', 'core'],
  dependencies,
};
await writeFile(join(DIST, 'package.json'), `${JSON.stringify(published, null, 2)}\n`);
await cp(join(PACKAGE, 'README.md'), join(DIST, 'README.md'));
await cp(join(ROOT, 'LICENSE'), join(DIST, 'LICENSE'));

/** Names of the workspace and endings of sources, as they are after the build. */
async function resolveImports(file: string): Promise<void> {
  const text = await readFile(file, 'utf8');
  const toCore = relative(dirname(file), join(DIST, CORE)).split(sep).join('/');
  const resolved = text
    .replaceAll(/(["'])@nex\/core\1/g, JSON.stringify(toCore))
    .replaceAll(/(from |import\()(["'])(\.{1,2}\/[^"']+)\.ts\2/g, '$1"$3.js"');
  const foreign = /(?:from |import\()["'](@nex\/[^"']+)["']/.exec(resolved)?.[1];
  if (foreign !== undefined) throw new Error(`${file} imports ${foreign}, which nobody else has`);
  await writeFile(file, resolved);
}

async function readPackage(folder: string): Promise<PackageFile> {
  return JSON.parse(await readFile(join(folder, 'package.json'), 'utf8')) as PackageFile;
}
