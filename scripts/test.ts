/**
 * Every test on real servers: unit tests, tests of services, tests of the whole. Arguments go to vitest. Without any, files
 * with failed tests run once more at the end, alone, and tests that passed only then are named. The last line is
 * `N passed, N failed, N skipped` with what the tiers ran on; with NEX_PLAIN_SUMMARY=1 that stands a line above. Before it
 * every failed test is named with its reason.
 */
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { duration, tableLines } from '@nex/cli';
import * as z from 'zod';
import type { FileResult } from './test-run/report.ts';
import { type ProjectResult, runProject, tryAgain } from './test-run/run-project.ts';

/** One after another; those of a group wait for servers much of the time, and run side by side. */
const GROUPS = [['unit'], ['service'], ['e2e', 'browser']] as const;
/** Of each project. */
const MOST_FILES_AGAIN = 5;

async function main(): Promise<number> {
  const since = performance.now();
  const control = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => control.abort());
  const folder = await mkdtemp(join(tmpdir(), 'nex-tests-'));
  const tiersFile = join(folder, 'tiers.json');
  const env = { ...process.env, NEX_TIERS_FILE: tiersFile };
  const results = new Map<string, ProjectResult>();
  const args = process.argv.slice(2);
  const common = { folder, env, signal: control.signal };
  for (const group of GROUPS) {
    if (control.signal.aborted) break;
    process.stdout.write(`\n== ${group.join(' and ')} tests\n`);
    const running = group.map(async (project, index) => {
      const request = { ...common, project, args, quiet: index > 0 };
      return [project, await runProject(request)] as const;
    });
    for (const [project, result] of await Promise.all(running)) results.set(project, result);
  }
  const again: string[] = [];
  for (const [project, result] of results) {
    if (control.signal.aborted || args.length > 0) break;
    again.push(...(await tryAgain(result, { ...common, project, args }, MOST_FILES_AGAIN)));
  }
  const tiers = await readTiers(tiersFile);
  await rm(folder, { recursive: true, force: true });
  const failed = summarize({ results, again, tiers, ms: performance.now() - since });
  if (control.signal.aborted) return 130;
  return failed === 0 ? 0 : 1;
}

async function readTiers(file: string): Promise<string> {
  const text = await readFile(file, 'utf8').catch(() => '{}');
  const tiers = z.record(z.string(), z.string()).parse(JSON.parse(text));
  return Object.entries(tiers)
    .map(([name, tier]) => `${name}: ${tier}`)
    .join(', ');
}

interface Summary {
  results: ReadonlyMap<string, ProjectResult>;
  /** Tests that passed at the second try. */
  again: readonly string[];
  tiers: string;
  ms: number;
}

/** Returns the number of failures. */
function summarize({ results, again, tiers, ms }: Summary): number {
  const all = [...results.values()].map(({ files }) => [...files.values()]);
  const rows = [...results].map(([name, result], at) => countsRow(name, all[at] ?? [], result.ms));
  const together = all.flat();
  const total = countsRow('together', together, ms);
  const lines = ['', ...tableLines(['tests', 'passed', 'failed', 'skipped', 'time'], [...rows, total])];
  const failures = together.flatMap((file) => file.failures);
  if (again.length > 0) lines.push('', 'Failed, and passed alone at the second try:', ...again);
  if (failures.length > 0)
    lines.push('', 'Failed:', ...failures.flatMap((test) => [test.name, ...test.lines]), '');
  const [, passed, failed, skipped] = total;
  const counts = `${passed} passed, ${failed} failed, ${skipped} skipped`;
  if (process.env.NEX_PLAIN_SUMMARY === '1') lines.push(`Tiers: ${tiers || 'none'}`, counts);
  else lines.push(tiers === '' ? counts : `${counts} (${tiers})`);
  process.stdout.write(`${lines.join('\n')}\n`);
  return Number(failed);
}

function countsRow(name: string, files: readonly FileResult[], ms: number): string[] {
  const sum = (part: 'passed' | 'failed' | 'skipped') =>
    String(files.reduce((total, one) => total + one[part], 0));
  return [name, sum('passed'), sum('failed'), sum('skipped'), duration(ms)];
}

process.exit(await main());
