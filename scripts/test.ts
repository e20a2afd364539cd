/**
 * Every test on real servers: unit tests, tests of services, tests of the whole. Arguments go to vitest. The last
 * line is `N passed, N failed, N skipped` with what the tiers ran on; with NEX_PLAIN_SUMMARY=1 that stands a line
 * above. Before it every failed test is named with its reason.
 */
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { duration, tableLines } from '@nex/cli';
import * as z from 'zod';
import { type ProjectResult, runProject } from './test-run/run-project.ts';

const PROJECTS = ['unit', 'service', 'browser', 'e2e'] as const;

async function main(): Promise<number> {
  const control = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => control.abort());
  const folder = await mkdtemp(join(tmpdir(), 'nex-tests-'));
  const tiersFile = join(folder, 'tiers.json');
  const env = { ...process.env, NEX_TIERS_FILE: tiersFile };
  const results = new Map<string, ProjectResult>();
  for (const project of PROJECTS) {
    if (control.signal.aborted) break;
    process.stdout.write(`\n== ${project} tests\n`);
    const args = process.argv.slice(2);
    results.set(project, await runProject({ project, args, folder, env, signal: control.signal }));
  }
  const tiers = await readTiers(tiersFile);
  await rm(folder, { recursive: true, force: true });
  const failed = summarize(results, tiers);
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

/** Returns the number of failures. */
function summarize(results: Map<string, ProjectResult>, tiers: string): number {
  const all = [...results.values()];
  const sum = (part: 'passed' | 'failed' | 'skipped' | 'ms') =>
    all.reduce((total, one) => total + one[part], 0);
  const rows = [...results].map(([name, { passed, failed, skipped, ms }]) => [
    name,
    String(passed),
    String(failed),
    String(skipped),
    duration(ms),
  ]);
  rows.push([
    'together',
    String(sum('passed')),
    String(sum('failed')),
    String(sum('skipped')),
    duration(sum('ms')),
  ]);
  const lines = ['', ...tableLines(['tests', 'passed', 'failed', 'skipped', 'time'], rows)];
  const failures = all.flatMap((one) => one.failures);
  if (failures.length > 0) lines.push('', 'Failed:', ...failures, '');
  const counts = `${sum('passed')} passed, ${sum('failed')} failed, ${sum('skipped')} skipped`;
  if (process.env.NEX_PLAIN_SUMMARY === '1') lines.push(`Tiers: ${tiers || 'none'}`, counts);
  else lines.push(tiers === '' ? counts : `${counts} (${tiers})`);
  process.stdout.write(`${lines.join('\n')}\n`);
  return sum('failed');
}

process.exit(await main());
