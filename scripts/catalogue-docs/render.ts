/** The parts of the documents that are made from the catalogue: figures, tables, and how well the search does. */
import { readFile } from 'node:fs/promises';
import {
  type Catalogue,
  type CatalogueServer,
  catalogueFigures,
  createToolIndex,
  type EvaluationQuery,
  evaluateSearch,
  GRADE_REASONS,
  GRADES,
  STATE_CLASSES,
  stateClass,
} from '@nex/mcp';
import { parse } from 'yaml';

/** Name of the part → its text in Markdown. */
export async function catalogueParts(catalogue: Catalogue): Promise<Record<string, string>> {
  return {
    'catalogue:figures': figures(catalogue),
    'catalogue:servers': servers(catalogue),
    'catalogue:domains': domains(catalogue),
    'catalogue:grades': grades(),
    'catalogue:classes': classes(catalogue),
    'catalogue:search': await search(catalogue),
  };
}

/** Puts each part between its two marks. Marks of unknown parts stay. */
export function withParts(document: string, parts: Readonly<Record<string, string>>): string {
  return document.replaceAll(/<!-- begin ([\w:]+) -->[\s\S]*?<!-- end \1 -->/g, (whole, name: string) => {
    const part = parts[name];
    return part === undefined ? whole : `<!-- begin ${name} -->\n${part}\n<!-- end ${name} -->`;
  });
}

function figures(catalogue: Catalogue): string {
  const { servers: all, tools, offered, proved, provedOffline, provedServers } = catalogueFigures(catalogue);
  const own = catalogue.entries.filter((entry) => !entry.install).length;
  const silent = catalogue.entries.filter((entry) => provedTools(entry) === 0).map((entry) => entry.name);
  return [
    `${all} servers: ${own} come with the platform, ${all - own} are installed on demand. They have ${tools} tools, of which`,
    `${offered} are offered. ${proved} tools of ${provedServers} servers answered a call with a success, ${provedOffline} of them with`,
    'no network at all.',
    ...(silent.length === 0 ? [] : [`Not proved yet: ${silent.join(', ')}.`]),
  ].join('\n');
}

/** Those that are offered and answered a call with a success. */
function provedTools({ record, tools }: CatalogueServer): number {
  const offered = new Set(tools.filter((tool) => !tool.hidden).map((tool) => tool.name));
  return record?.tools.filter((tool) => tool.verdict === 'works' && offered.has(tool.name)).length ?? 0;
}

function servers({ entries }: Catalogue): string {
  const rows = entries.map((entry) => {
    const { name, title, version, licence, install, record, tools } = entry;
    const offered = tools.filter((tool) => !tool.hidden).length;
    const size = install ? `${Math.round(install.megabytes)} MB` : 'there';
    return [
      name,
      title,
      version,
      `${provedTools(entry)} of ${offered}`,
      stateClass(entry),
      record?.grade ?? '',
      record?.reasons.join(', ').replaceAll('_', ' ') ?? '',
      licence,
      size,
    ];
  });
  const header = ['server', 'what', 'version', 'proved', 'class', 'grade', 'because', 'licence', 'install'];
  return table(header, rows);
}

function domains({ entries }: Catalogue): string {
  const groups = Map.groupBy(entries, (entry) => entry.domain);
  const rows = [...groups].map(([domain, list]) => {
    const tools = list.flatMap((entry) => entry.tools.filter((tool) => !tool.hidden));
    return [domain, String(list.length), String(tools.length), list.map((entry) => entry.name).join(', ')];
  });
  rows.sort(([a = ''], [b = '']) => (a < b ? -1 : 1));
  return table(['domain', 'servers', 'tools', 'names'], rows);
}

function grades(): string {
  const rows = GRADES.flatMap((grade) => {
    const reasons = Object.entries(GRADE_REASONS).filter(([, reason]) => reason.grade === grade);
    if (reasons.length === 0) return [[grade, '', 'none of the reasons below']];
    return reasons.map(([name, reason]) => [grade, `\`${name}\``, reason.meaning]);
  });
  return table(['best grade', 'reason', 'meaning'], rows);
}

function classes({ entries }: Catalogue): string {
  const rows = Object.entries(STATE_CLASSES).map(([isolation, { letter, meaning }]) => {
    const count = entries.filter((entry) => entry.isolation === isolation).length;
    return [letter, `\`${isolation}\``, meaning, String(count)];
  });
  return table(['class', 'isolation', 'meaning', 'servers'], rows);
}

async function search(catalogue: Catalogue): Promise<string> {
  const file = new URL('../../catalogue/evaluation/queries.yaml', import.meta.url);
  const queries = parse(await readFile(file, 'utf8')) as EvaluationQuery[];
  const index = createToolIndex(catalogue, { all: true });
  const rows = await evaluateSearch(queries, (query) => {
    return index.search(query).map((tool) => tool.definition.name);
  });
  const percent = (share: number) => `${(share * 100).toFixed(0)} %`;
  const measured = rows.map((row) => [
    row.language,
    String(row.queries),
    percent(row.first),
    percent(row.recallAt5),
    row.meanReciprocalRank.toFixed(2),
  ]);
  const missed = rows.at(-1)?.missed ?? [];
  return [
    table(['language', 'queries', 'first', 'recall@5', 'mean reciprocal rank'], measured),
    '',
    missed.length === 0 ? 'None was missed.' : `Missed: ${missed.map((query) => `“${query}”`).join(', ')}.`,
  ].join('\n');
}

function table(header: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) =>
    `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  return [line(header), `|${header.map(() => '---').join('|')}|`, ...rows.map(line)].join('\n');
}
