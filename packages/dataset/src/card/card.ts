/** The card of a data set (`README.md`): what it is, how it came to be, what it is made of and how to load it. */
import type { CompositionAccount, Manifest } from '@nex/core';
import type { Column } from '../columns.ts';
import { marginsOf, ranked } from '../composition.ts';
import { LOSS_KINDS } from '../losses/losses.ts';
import type { Chart } from './charts/index.ts';
import { excerptOf } from './excerpt.ts';
import { renderHeader } from './header.ts';
import { inline, jsonBlock, table } from './markdown.ts';
import { howItWasMade, lineage, whatItIs } from './origin.ts';
import { quality } from './quality.ts';
import { aRow, loading } from './rows.ts';

export interface CardInput {
  manifest: Manifest;
  composition: CompositionAccount;
  /** They lie beside the card. */
  charts: readonly Chart[];
  columns: readonly Column[];
  /** A row; absent when there is none. */
  excerpt: unknown;
  license: string;
  checkDescriptions: Readonly<Record<string, string>>;
}

const MAX_TABLE_ROWS = 30;

/** Depends on nothing but its input: no clock, no host. */
export function renderCard(input: CardInput): string {
  const { manifest, composition, columns, license } = input;
  const picture = pictures(input.charts);
  const sections = [
    renderHeader(manifest, composition, columns, license),
    `# ${inline(manifest.name)}`,
    whatItIs(manifest, composition),
    howItWasMade(manifest, composition),
    funnel(manifest, picture),
    madeOf(composition, picture),
    formats(manifest, picture),
    aRow(columns, manifest.formats?.[0]),
    excerpt(input.excerpt),
    checks(manifest, input.checkDescriptions),
    ...quality(manifest),
    lineage(manifest),
    loading(manifest, columns),
  ];
  return `${sections.join('\n\n')}\n`;
}

/** The pictures of these names that there are, as Markdown. */
type Pictures = (...names: string[]) => string;

function pictures(charts: readonly Chart[]): Pictures {
  return (...names) =>
    names
      .flatMap((name) => charts.filter(({ path }) => path.endsWith(`/${name}.svg`)))
      .map(({ path, title }) => `\n\n![${title}](${path})`)
      .join('');
}

function funnel({ funnel: f }: Manifest, picture: Pictures): string {
  const reasonsTable = (heading: string, reasons: Record<string, number>) => {
    const rows = Object.entries(reasons).sort(([a, n], [b, m]) => m - n || (a < b ? -1 : 1));
    if (rows.length === 0) return '';
    return `\n\n${heading}\n\n${table(
      ['Reason', 'Trajectories'],
      rows.map(([reason, count]) => [inline(reason), count]),
    )}`;
  };
  const dropped = reasonsTable('Why trajectories were dropped (the first reason of each):', f.dropReasons);
  const flagged = reasonsTable('What is flagged in trajectories that were kept:', f.flagReasons ?? {});
  return `## Funnel${picture('funnel', 'drop-reasons')}

${table(
  ['Stage', 'Count'],
  [
    ['Frameworks', f.frameworks],
    ['Queries requested', f.queries.requested],
    ['Queries accepted', f.queries.accepted],
    ['Queries rejected', f.queries.rejected],
    ['Runs', f.runs.total],
    ['Runs completed', f.runs.completed],
    ['Runs failed', f.runs.failed],
    ['Runs cancelled', f.runs.cancelled],
    ['Trajectories dropped', f.dropped],
    ['**Trajectories kept**', `**${f.kept}**`],
  ],
)}
${dropped || '\n\nNo trajectory was dropped.'}${flagged}`;
}

function madeOf(composition: CompositionAccount, picture: Pictures): string {
  const { difficulty, language } = marginsOf(composition);
  const unknown = composition.unknownToolCalls;
  return [
    `## Composition${picture('difficulty-language', 'tools', 'turns', 'tokens')}`,
    counted('Difficulty', 'rows', difficulty),
    counted('Language', 'rows', language),
    counted('Problem type', 'rows', composition.problemType),
    counted('Tool', 'calls', composition.tool),
    ...(unknown > 0 ? [`${unknown} calls more ask for tools that the agent did not have.`] : []),
    counted('Sub-agent', 'runs', composition.subAgent),
    counted('Model', 'rows', composition.model),
    ...(composition.faultRows > 0 ? [injected(composition)] : []),
  ].join('\n\n');
}

function injected({ faultRows, rows, fault }: CompositionAccount): string {
  return `In ${faultRows} of the ${rows} rows, calls of tools were struck with faults on purpose, so that dealing with them can be learnt; \`lineage.injected\` names the kinds in each row.

${counted('Injected fault', 'rows', fault)}`;
}

function counted(what: string, unit: string, counts: Readonly<Record<string, number>>): string {
  if (Object.keys(counts).length === 0) return `${what}: none.`;
  const all = ranked(counts);
  const shown = all.slice(0, MAX_TABLE_ROWS).map(([name, count]) => [inline(name), count]);
  const rest = all.length - shown.length;
  return `${table([what, unit], shown)}${rest > 0 ? `\n\n${rest} more are not shown.` : ''}`;
}

function formats({ formats: accounts = [], split }: Manifest, picture: Pictures): string {
  const rows = accounts.map((account) => [
    `\`${account.name}\``,
    account.exporter,
    account.view,
    Object.entries(account.splits)
      .map(([name, count]) => `${name} ${count}`)
      .join(', '),
    listOf(account.quarantined),
    listOf(account.losses),
  ]);
  const kinds = new Set(accounts.flatMap(({ losses }) => Object.keys(losses)));
  const meanings = Object.entries(LOSS_KINDS).filter(([kind]) => kinds.has(kind));
  const lost = meanings.map(([kind, meaning]) => `- \`${kind}\`: ${meaning}`);
  const made = accounts.flatMap(({ name, madeWith = {} }) => {
    const digests = Object.entries(madeWith).map(([what, digest]) => `the ${what} \`${digest}\``);
    return digests.length === 0 ? [] : [`- \`${name}\` is made with ${digests.join(' and ')}.`];
  });
  const listed = [...lost, ...made].join('\n');
  const dealt = split
    ? `\n\nTasks were dealt to splits by a hash with seed ${split.seed}: all rows of a task lie in one split.`
    : '';
  return `## Formats

Each row was read back from its own line and compared with the trajectory before it was kept. Rows that did not come back are in \`quarantine.jsonl\` with the reason, and in no other file.

${table(['Folder', 'Format', 'View', 'Rows', 'Quarantined', 'Not held'], rows)}${listed === '' ? '' : `\n\n${listed}`}${dealt}${picture('splits')}`;
}

function listOf(counts: Readonly<Record<string, number>>): string {
  const entries = Object.entries(counts).map(([name, count]) => `${inline(name)} ${count}`);
  return entries.length === 0 ? 'none' : entries.join(', ');
}

function excerpt(row: unknown): string {
  if (row === undefined) return '## Excerpt\n\nThe data set has no rows.';
  return `## Excerpt\n\nThe first row, with long texts and lists shortened and null fields left out:\n\n${jsonBlock(excerptOf(row))}`;
}

function checks(manifest: Manifest, descriptions: Readonly<Record<string, string>>): string {
  if (manifest.checks.length === 0) return '## Checks\n\nNo check has judged the trajectories.';
  return `## Checks

Each trajectory here was kept by all of these:

${table(
  ['Check', 'Version', 'What it does'],
  manifest.checks.map(({ name, version }) => [
    `\`${name}\``,
    version,
    inline(Object.hasOwn(descriptions, name) ? (descriptions[name] ?? '') : ''),
  ]),
)}`;
}
