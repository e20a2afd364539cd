/** The client as it is published, installed where nothing of the repository is. */
import { cp, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { nodeBinary, REPOSITORY, runCommand } from '@nex/cli/stack';
import { build } from 'vite';

export interface Installed extends AsyncDisposable {
  folder: string;
  /** Runs a program there. Throws what it said when it failed. */
  run(file: string, args: readonly string[], env?: Record<string, string>): Promise<string>;
}

const MODULES = join(REPOSITORY, 'node_modules');
/** What npm would fetch, taken from here instead: no registry is asked. */
const DEPENDENCIES = Object.fromEntries(
  ['zod', 'eventsource-parser'].map((name) => [name, `file:${join(MODULES, name)}`]),
);

export async function installPackedClient(program: string): Promise<Installed> {
  const folder = await mkdtemp(join(tmpdir(), 'nex-packed-client-'));
  const run: Installed['run'] = async (file, args, more = {}) => {
    const env = { PATH: process.env['PATH'], HOME: folder, ...more };
    const { exitCode, stdout, stderr } = await runCommand(file, args, { cwd: folder, env });
    if (exitCode !== 0) throw new Error(`${file} ${args.join(' ')}: ${stdout}${stderr}`);
    return stdout;
  };
  await run(nodeBinary(), [join(REPOSITORY, 'scripts/build-client.ts')]);
  const packed = (await run('npm', ['pack', '--silent', join(REPOSITORY, 'packages/client/dist')])).trim();
  const dependencies = { ...DEPENDENCIES, '@nex/client': `file:${packed}` };
  await writeFile(join(folder, 'package.json'), JSON.stringify({ type: 'module', dependencies }));
  await run('npm', ['install', '--offline', '--ignore-scripts', '--no-audit', '--no-fund']);
  await cp(program, join(folder, 'program.ts'));
  return { folder, run, [Symbol.asyncDispose]: () => rm(folder, { recursive: true, force: true }) };
}

const OPTIONS =
  '--noEmit --strict --exactOptionalPropertyTypes --skipLibCheck --module nodenext --target es2024 --types node ' +
  '--lib ES2024,ESNext.Array,ESNext.Disposable,DOM,DOM.Iterable,DOM.AsyncIterable';

/** Throws for the first type that does not fit. The program expects one fault, so that a type which is lost is one, too. */
export async function checkTypes({ run }: Installed): Promise<void> {
  const roots = ['--typeRoots', join(MODULES, '@types')];
  const tsc = join(MODULES, 'typescript/bin/tsc');
  await run(nodeBinary(), [tsc, ...OPTIONS.split(' '), ...roots, 'program.ts']);
}

/** Modules that a browser has not, but the bundle of the package for a browser asks for. */
export async function foreignToBrowsers({ folder }: Installed): Promise<string[]> {
  const entry = join(folder, 'node_modules/@nex/client/client/src/index.js');
  const results = await build({
    configFile: false,
    root: folder,
    logLevel: 'silent',
    build: { write: false, minify: false, lib: { entry, formats: ['es'] } },
  });
  const outputs = (Array.isArray(results) ? results : [results]).flatMap((one) =>
    'output' in one ? one.output : [],
  );
  const chunks = outputs.filter((one) => one.type === 'chunk');
  if (chunks.length === 0) throw new Error('There is no bundle.');
  return chunks.flatMap(({ imports, moduleIds }) => [
    ...imports,
    ...moduleIds.filter((id) => /^node:|browser-external/.test(id)),
  ]);
}
