/** What the card says of judges, duplicates and benchmarks: a section for each that was at work. */
import type { Manifest, QualityAccount } from '@nex/core';
import { inline, table } from './markdown.ts';

export function quality({ quality: account }: Manifest): string[] {
  if (!account) return [];
  const { judge, duplicates = [], decontamination } = account;
  return [
    ...(judge ? [judging(judge)] : []),
    ...(duplicates.length > 0 ? [clusters(duplicates)] : []),
    ...(decontamination ? [benchmarks(decontamination)] : []),
  ];
}

function judging({
  models,
  offlineModel,
  heads,
  trajectories,
  broken,
}: NonNullable<QualityAccount['judge']>): string {
  const offline = offlineModel
    ? ' **A judge is the rule-based offline model: its verdicts show that judging works, and say little about the rows.**'
    : '';
  const gates = heads.some((head) => head.gates)
    ? 'Heads that gate were measured with these models on planted defects, and reach the bar.'
    : 'No head gates: what judges find is flagged and drops nothing.';
  const failed = broken > 0 ? ` ${broken} times a judge gave no usable answer, which flags the row.` : '';
  return `## Judge

${models.map((model) => `\`${inline(model)}\``).join(', ')} read ${trajectories === 1 ? 'one trajectory' : `${trajectories} trajectories`}, each finding with a quotation that stands in the message.${offline} ${gates}${failed}

${table(
  ['Head', 'Version', 'Gates', 'Nothing found', 'Flagged', 'Dropped'],
  heads.map(({ name, version, gates: mayDrop, kept, flagged, dropped }) => [
    `\`${name}\``,
    version,
    mayDrop ? 'yes' : 'no',
    kept,
    flagged,
    dropped,
  ]),
)}`;
}

function clusters(duplicates: NonNullable<QualityAccount['duplicates']>): string {
  return `## Duplicates

Trajectories of different queries that are near each other are one cluster, named by the run that comes first; so are those that read the same in query and answer. Clusters never lie in two splits.

${table(
  ['Kind', 'Threshold', 'Clusters', 'Duplicates'],
  duplicates.map(({ kind, threshold, clusters: found, duplicates: more }) => [
    kind,
    threshold ?? '',
    found,
    more,
  ]),
)}`;
}

function benchmarks({
  benchmarks: compared,
  gram,
  minLineWords,
}: NonNullable<QualityAccount['decontamination']>): string {
  return `## Benchmarks

Trajectories were compared with these benchmarks: ${gram} words in a row, whole lines from ${minLineWords} words on, names of tools and of repositories.

${table(
  ['Benchmark', 'Digest', 'Trajectories that share something'],
  compared.map(({ name, digest, trajectories }) => [inline(name), `\`${digest}\``, trajectories]),
)}`;
}
