/** Runs one of vitest's projects and counts what came of it. */
import { spawn } from 'node:child_process';
import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { REPOSITORY } from '@nex/cli/stack';
import { type FileResult, readReport } from './report.ts';

export interface ProjectResult {
  files: Map<string, FileResult>;
  ms: number;
}

export interface ProjectRequest {
  project: string;
  /** Further arguments for vitest, such as a folder. */
  args: readonly string[];
  /** Folder for the report. */
  folder: string;
  env: NodeJS.ProcessEnv;
  signal: AbortSignal;
  /** What it says comes in one piece when it has ended, for one that runs beside another. */
  quiet?: boolean;
}

/** A run that ends badly without a failed test, such as a broken set-up, counts as one failure. */
export async function runProject(request: ProjectRequest): Promise<ProjectResult> {
  const { project } = request;
  const since = performance.now();
  const path = join(request.folder, `${project}.json`);
  await rm(path, { force: true });
  const exitCode = await vitest(request, path);
  const ms = performance.now() - since;
  const report = readReport(await readFile(path, 'utf8').catch(() => undefined));
  const files = report ?? new Map<string, FileResult>();
  const isFailed = [...files.values()].some(({ failed }) => failed > 0);
  if (exitCode !== 0 && !isFailed) {
    const name = report
      ? `No ${project} test failed, yet they ended with ${exitCode}.`
      : `The ${project} tests ended with ${exitCode} and no report.`;
    files.set('', { passed: 0, failed: 1, skipped: 0, failures: [{ name, lines: [] }] });
  }
  return { files, ms };
}

/**
 * Runs files with failed tests once more, alone: a machine that does too much at once breaks limits of time, a fault fails
 * again. Returns the tests that failed before and did not now; theirs is the second result. More files than `most` are
 * no accident, and left as they are.
 */
export async function tryAgain(
  result: ProjectResult,
  request: ProjectRequest,
  most: number,
): Promise<string[]> {
  const failed = [...result.files].filter(([, { failures }]) => failures.length > 0);
  const paths = failed.map(([path]) => path);
  if (paths.length === 0 || paths.length > most || paths.includes('')) return [];
  const again = await runProject({ ...request, args: ['--no-file-parallelism', ...paths] });
  result.ms += again.ms;
  for (const [path, file] of again.files) result.files.set(path, file);
  const stillFailed = new Set([...again.files.values()].flatMap(({ failures }) => failures.map(nameOf)));
  return failed.flatMap(([, { failures }]) => failures.map(nameOf)).filter((name) => !stillFailed.has(name));
}

function nameOf({ name }: { name: string }): string {
  return name;
}

function vitest(
  { project, args, env, signal, quiet = false }: ProjectRequest,
  file: string,
): Promise<number> {
  const child = spawn(
    process.execPath,
    [
      join(REPOSITORY, 'node_modules/vitest/vitest.mjs'),
      'run',
      '--project',
      project,
      '--passWithNoTests',
      '--reporter=default',
      '--reporter=json',
      `--outputFile.json=${file}`,
      ...args,
    ],
    { cwd: REPOSITORY, env, stdio: quiet ? ['ignore', 'pipe', 'pipe'] : 'inherit' },
  );
  const said: Buffer[] = [];
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', (part: Buffer) => said.push(part));
  const stop = () => child.kill('SIGINT');
  signal.addEventListener('abort', stop, { once: true });
  return new Promise((resolve) => {
    child.once('error', () => resolve(127));
    child.once('close', (code) => {
      process.stdout.write(Buffer.concat(said));
      signal.removeEventListener('abort', stop);
      resolve(code ?? 130);
    });
  });
}
