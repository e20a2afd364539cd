/**
 * Measures the checks on planted defects and writes what came of it: `packages/quality/src/scores.json`, by which a check
 * may gate, and the tables between the marks of `docs/quality.md`. Ends with 1 when a check is below the bar.
 *
 *     npm run quality-scores
 */
import { readFile, writeFile } from 'node:fs/promises';
import { BAR, CHECKS, reachesBar, type Score, type Scores } from '@nex/quality';
import { measureChecks } from '@nex/quality/seeded';

const DRAWS = 10;
const scoresFile = new URL('../packages/quality/src/scores.json', import.meta.url);
const docFile = new URL('../docs/quality.md', import.meta.url);

const { scores: checks, misses } = measureChecks(CHECKS, DRAWS);
const scores: Scores = { checks, judges: [] };
await writeFile(scoresFile, `${JSON.stringify(scores, null, 2)}\n`);
await writeFile(docFile, replaceBetween(await readFile(docFile, 'utf8'), 'check-scores', table(checks)));

for (const { kind, check, specimen, note } of misses) {
  process.stdout.write(`${check}: ${kind} in ${specimen}${note === '' ? '' : `: ${note}`}\n`);
}
const low = checks.filter((score) => !reachesBar(score));
process.stdout.write(`${checks.length} checks measured, ${low.length} below the bar.\n`);
process.exitCode = low.length > 0 ? 1 : 0;

function table(rows: readonly Score[]): string {
  const lines = rows.map((row) => {
    const { severity } = CHECKS.find(({ name }) => name === row.name) ?? { severity: '' };
    const cells = [`\`${row.name}@${row.version}\``, severity, row.precision, row.recall];
    return `| ${[...cells, `${row.found} of ${row.planted}`, `${row.falseAlarms} in ${row.clean}`, reachesBar(row) ? 'yes' : 'no'].join(' | ')} |`;
  });
  return `Bar: precision ${BAR.precision}, recall ${BAR.recall}. ${DRAWS} draws of each shape and plant.\n\n| check | a finding is a | precision | recall | found of planted | false alarms in clean | reaches the bar |\n|---|---|---|---|---|---|---|\n${lines.join('\n')}`;
}

function replaceBetween(text: string, mark: string, content: string): string {
  const begin = `<!-- ${mark} -->`;
  const end = `<!-- /${mark} -->`;
  const [from, to] = [text.indexOf(begin), text.indexOf(end)];
  if (from < 0 || to < from) throw new Error(`docs/quality.md lacks the marks of ${mark}.`);
  return `${text.slice(0, from)}${begin}\n\n${content}\n\n${text.slice(to)}`;
}
