/** Runs one of vitest's projects and counts what came of it. */
import { spawn } from 'node:child_process';
import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { REPOSITORY } from '@nex/cli/stack';
import { failedTests, Report } from './failed-tests.ts';

export interface ProjectResult {
  passed: number;
  failed: number;
  skipped: number;
  ms: number;
  /** Lines about each failed test. */
  failures: string[];
}

export interface ProjectRequest {
  project: string;
  /** Further arguments of the caller, such as a folder. */
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
  const since = performance.now();
  const file = join(request.folder, `${request.project}.json`);
  await rm(file, { force: true });
  const exitCode = await vitest(request, file);
  const ms = performance.now() - since;
  const report = Report.safeParse(await readFile(file, 'utf8').then(JSON.parse, () => undefined));
  if (!report.success) {
    const failures =
      exitCode === 0 ? [] : [`The ${request.project} tests ended with ${exitCode} and no report.`];
    return { passed: 0, failed: failures.length, skipped: 0, ms, failures };
  }
  const { numPassedTests, numFailedTests, numPendingTests, numTodoTests, testResults } = report.data;
  const brokenFiles = testResults.filter(
    ({ status, assertionResults }) =>
      status === 'failed' && !assertionResults.some((assertion) => assertion.status === 'failed'),
  ).length;
  const failed = numFailedTests + brokenFiles;
  const failures = failedTests(report.data);
  if (failed === 0 && exitCode !== 0)
    failures.push(`No ${request.project} test failed, yet they ended with ${exitCode}.`);
  return {
    passed: numPassedTests,
    failed: failed === 0 && exitCode !== 0 ? 1 : failed,
    skipped: numPendingTests + numTodoTests,
    ms,
    failures,
  };
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
