/**
 * Scores the dialects with a harness that holds templates of model families and what other servers' parsers read:
 *
 *     node scripts/score-formats.ts HARNESS [render] [completions] [vllm] [sglang] [streams] [ollama] [reasoning]
 *
 * HARNESS is a program that takes the command of an adapter, speaks its protocol of JSON lines (see
 * `packages/dialects/test/format-adapter.ts`) and prints `{group: {total, pass, skip}}` as its last line. The format files
 * are the harness's own. Prints a table; ends with 1 when a group is below its mark: all of what is rendered and of the
 * completions, 95 % of what is parsed. Skipped cases do not count.
 */
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

interface Score {
  total: number;
  pass: number;
  skip: number;
}

const [harness, ...groups] = process.argv.slice(2);
if (harness === undefined) {
  process.stderr.write('Usage: node scripts/score-formats.ts HARNESS [GROUP…]\n');
  process.exit(2);
}
const adapter = fileURLToPath(new URL('../packages/dialects/test/format-adapter.ts', import.meta.url));
const command = `"${process.execPath}" "${adapter}"`;
const { stdout, status } = spawnSync(process.execPath, [harness, command, ...groups], {
  encoding: 'utf8',
  stdio: ['ignore', 'pipe', 'inherit'],
});
if (status !== 0) process.exit(status ?? 1);
const scores = JSON.parse(stdout.trim().split('\n').at(-1) ?? '{}') as Record<string, Score>;

let short = false;
process.stdout.write('| group | passed | of | skipped | rate |\n|---|---|---|---|---|\n');
for (const [group, { total, pass, skip }] of Object.entries(scores)) {
  const counted = total - skip;
  const mark = /^(?:render|completions)/.test(group) ? 1 : 0.95;
  const rate = counted === 0 ? 1 : pass / counted;
  if (rate < mark) short = true;
  process.stdout.write(`| ${group} | ${pass} | ${counted} | ${skip} | ${(100 * rate).toFixed(1)} % |\n`);
}
if (short) process.stderr.write('A group is below its mark.\n');
process.exitCode = short ? 1 : 0;
