/**
 * Measures the checks, and the judge, on planted defects and writes what came of it: `packages/quality/src/scores.json`,
 * by which a check may gate, and the tables between the marks of `docs/quality.md`.
 *
 *     npm run quality-scores
 *     JUDGE_LLM_BASE_URL=… JUDGE_LLM_API_KEY=… npm run quality-scores -- MODEL
 *
 * The judge is measured with the offline model, and with MODEL when one is named; scores of other models stay as they
 * are. A run with MODEL makes some six thousand calls. Ends with 1 when a check is below the bar.
 */
import { readFile, writeFile } from 'node:fs/promises';
import { createModelFactory } from '@nex/llm';
import { startOfflineModel } from '@nex/offline-model';
import {
  BAR,
  CHECKS,
  HEADS,
  judgeName,
  measuredScores,
  reachesBar,
  type Score,
  type Scores,
} from '@nex/quality';
import { type Miss, measureChecks, measureJudges } from '@nex/quality/seeded';

const CHECK_DRAWS = 10;
const JUDGE_DRAWS = 2;
const COLUMNS = ['precision', 'recall', 'found of planted', 'false alarms in clean', 'may gate'];
const OFFLINE = 'nex-offline-1';
const scoresFile = new URL('../packages/quality/src/scores.json', import.meta.url);
const docFile = new URL('../docs/quality.md', import.meta.url);

const { scores: checks, misses } = measureChecks(CHECKS, CHECK_DRAWS);
const judged = await measureAll(process.argv[2]);
const fresh = new Set(judged.map(({ model }) => model));
const scores: Scores = {
  checks,
  judges: [...measuredScores().judges.filter(({ model }) => !fresh.has(model)), ...judged],
};
await writeFile(scoresFile, `${JSON.stringify(scores, null, 2)}\n`);
const doc = replaceBetween(await readFile(docFile, 'utf8'), 'check-scores', checkTable(checks));
await writeFile(docFile, replaceBetween(doc, 'judge-scores', judgeTable(scores.judges)));

printMisses(misses);
const low = checks.filter((score) => !reachesBar(score));
process.stdout.write(`${checks.length} checks measured, ${low.length} below the bar.\n`);
process.exitCode = low.length > 0 ? 1 : 0;

async function measureAll(named: string | undefined): Promise<Scores['judges']> {
  const { signal } = new AbortController();
  await using offline = await startOfflineModel({ model: OFFLINE });
  await using offlineFactory = createModelFactory({ baseUrl: offline.url, model: OFFLINE });
  const found = await measureJudges(offlineFactory(), JUDGE_DRAWS, signal);
  printMisses(found.misses);
  if (named === undefined) return found.scores;
  const baseUrl = process.env['JUDGE_LLM_BASE_URL'];
  if (baseUrl === undefined) throw new Error('JUDGE_LLM_BASE_URL says where the model is.');
  await using factory = createModelFactory({
    baseUrl,
    model: named,
    apiKey: process.env['JUDGE_LLM_API_KEY'],
  });
  return [...found.scores, ...(await measureJudges(factory(), JUDGE_DRAWS, signal)).scores];
}

function printMisses(all: readonly Miss[]): void {
  const counts = new Map<string, number>();
  for (const { kind, check, specimen } of all) {
    // Draws of one plant in one shape mostly go wrong together.
    const line = `${check}: ${kind} in ${specimen.slice(0, specimen.lastIndexOf(' / '))}`;
    counts.set(line, (counts.get(line) ?? 0) + 1);
  }
  for (const [line, count] of counts) process.stdout.write(`${line} (${count})\n`);
}

function checkTable(rows: readonly Score[]): string {
  const severityOf = new Map(CHECKS.map(({ name, severity }) => [name, severity]));
  return table(
    ['check', 'a finding is a', ...COLUMNS],
    rows.map((row) => [`\`${row.name}@${row.version}\``, severityOf.get(row.name) ?? '', ...cells(row)]),
  );
}

function judgeTable(rows: Scores['judges']): string {
  const severityOf = new Map(HEADS.map((head) => [judgeName(head), head.severity]));
  return table(
    ['judge', 'model', 'a major finding is a', ...COLUMNS],
    rows.map((row) => [
      `\`${row.name}@${row.version}\``,
      row.model,
      severityOf.get(row.name) ?? '',
      ...cells(row),
    ]),
  );
}

function cells(row: Score): string[] {
  const { precision, recall, found, planted, falseAlarms, clean } = row;
  return [
    `${precision}`,
    `${recall}`,
    `${found} of ${planted}`,
    `${falseAlarms} in ${clean}`,
    reachesBar(row) ? 'yes' : 'no',
  ];
}

function table(columns: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (row: readonly string[]) => `| ${row.join(' | ')} |`;
  const bar = `The bar: precision ${BAR.precision}, recall ${BAR.recall}.`;
  return [bar, '', line(columns), line(columns.map(() => '---')), ...rows.map(line)].join('\n');
}

function replaceBetween(text: string, mark: string, content: string): string {
  const begin = `<!-- ${mark} -->`;
  const end = `<!-- /${mark} -->`;
  const [from, to] = [text.indexOf(begin), text.indexOf(end)];
  if (from < 0 || to < from) throw new Error(`docs/quality.md lacks the marks of ${mark}.`);
  return `${text.slice(0, from)}${begin}\n\n${content}\n\n${text.slice(to)}`;
}
