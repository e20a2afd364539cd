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

/** One after another; those of a group wait for servers much of the time, and run side by side. */
const GROUPS = [['unit'], ['service'], ['e2e', 'browser']] as const;

async function main(): Promise<number> {
  const since = performance.now();
  const control = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => control.abort());
  const folder = await mkdtemp(join(tmpdir(), 'nex-tests-'));
  const tiersFile = join(folder, 'tiers.json');
  const env = { ...process.env, NEX_TIERS_FILE: tiersFile };
  const results = new Map<string, ProjectResult>();
  const args = process.argv.slice(2);
  for (const group of GROUPS) {
    if (control.signal.aborted) break;
    process.stdout.write(`\n== ${group.join(' and ')} tests\n`);
    const running = group.map(async (project, index) => {
      const request = { project, args, folder, env, signal: control.signal, quiet: index > 0 };
      return [project, await runProject(request)] as const;
    });
    for (const [project, result] of await Promise.all(running)) results.set(project, result);
  }
  const tiers = await readTiers(tiersFile);
  await rm(folder, { recursive: true, force: true });
  const failed = summarize(results, tiers, performance.now() - since);
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
function summarize(results: Map<string, ProjectResult>, tiers: string, ms: number): number {
  const all = [...results.values()];
  const sum = (part: 'passed' | 'failed' | 'skipped') => all.reduce((total, one) => total + one[part], 0);
  const rows = [...results].map(([name, { passed, failed, skipped, ms }]) => [
    name,
    String(passed),
    String(failed),
    String(skipped),
    duration(ms),
  ]);
  rows.push(['together', String(sum('passed')), String(sum('failed')), String(sum('skipped')), duration(ms)]);
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
