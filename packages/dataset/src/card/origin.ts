/** What the card says of where a data set comes from: one sentence, or a file of trajectories that others recorded. */
import type { CompositionAccount, ImportState, Manifest } from '@nex/core';
import { inline, quoted, table } from './markdown.ts';

export function whatItIs(manifest: Manifest, composition: CompositionAccount): string {
  const { rows, imported, sentence } = manifest;
  const subAgents = Object.values(composition.subAgent).reduce((sum, count) => sum + count, 0);
  const parts = `${composition.messages} messages, ${composition.toolCalls} tool calls and ${subAgents} runs of sub-agents`;
  const source = imported
    ? `Others recorded them; they were imported from a file:\n\n${quoted(imported.file)}`
    : `All of it was made from one sentence:\n\n${quoted(sentence)}`;
  return `${rows} trajectories of tool-using agents: ${parts}. Each trajectory is one query with the whole conversation that answered it, sub-agents included. ${source}`;
}

export function howItWasMade(manifest: Manifest, composition: CompositionAccount): string {
  const { imported } = manifest;
  const told = imported ? IMPORTED : MADE;
  const rows = imported ? importedRows(manifest, imported) : madeRows(manifest);
  return `## How it was made

${told}

${author(manifest, composition)}

${table(
  ['', ''],
  rows.filter(([, value]) => value !== ''),
)}`;
}

const MADE =
  'A framework of agents was generated from the sentence, queries were synthesized for it over personas, problem types and degrees of difficulty, the agents answered them with their tools, and checks judged every trajectory.';
const IMPORTED =
  'The trajectories were read from what others had recorded, and checks judged every one. What the records do not say was not added: persona and problem type are empty, and `difficulty` is the same in all rows.';

function author({ model, imported }: Manifest, { rows, offlineRows }: CompositionAccount): string {
  if (model.offlineModel || offlineRows > 0)
    return `**${offlineRows === rows ? 'No language model wrote this data set: the' : 'The'} platform's rule-based offline model wrote ${offlineRows} of its ${rows} rows.** Such rows show the form of the data and that the pipeline works; they are not fit for teaching a model skill. \`lineage.offline_model\` marks them.`;
  if (imported)
    return 'Which model wrote the assistant messages stands in `lineage.model`, as far as the records say.';
  return 'A language model wrote every assistant message; none comes from a rule-based stand-in.';
}

type Rows = [string, string | number][];

function madeRows({ model, usage, ...manifest }: Manifest): Rows {
  return [
    ['Model', inline(model.name)],
    ['Provider', inline(model.provider)],
    ['Framework', `\`${manifest.frameworkDigest}\``],
    ['Build', `\`${manifest.buildId}\``],
    ['Seed', manifest.spec.seed],
    ['Queries asked for', manifest.spec.queries],
    ['Samples per query', manifest.spec.samples],
    ['Made at', manifest.createdAt],
    ['Digest of the data', `\`${manifest.digest}\``],
    ['Tokens of synthesis', tokens(usage.synthesis)],
    ['Tokens of the runs', tokens(usage.runs)],
    ...afterwards(usage),
  ];
}

function importedRows({ model, usage, ...manifest }: Manifest, imported: ImportState): Rows {
  const { file, digest, format, importerVersion, trajectories, rejected } = imported;
  return [
    ['File', inline(file)],
    ['Digest of the file', `\`${digest}\``],
    ['Format', format === null ? '' : `${inline(format)}, read by version ${importerVersion ?? ''}`],
    ['Trajectories in it', trajectories],
    ['Records that could not be used', rejected],
    ['Model', inline(model.name)],
    ['Provider', inline(model.provider)],
    ['Build', `\`${manifest.buildId}\``],
    ['Imported at', manifest.createdAt],
    ['Digest of the data', `\`${manifest.digest}\``],
    ...afterwards(usage),
  ];
}

function afterwards({ verifying, judging }: Manifest['usage']): Rows {
  return [
    ...(verifying ? ([['Tokens of verifying', tokens(verifying)]] satisfies Rows) : []),
    ...(judging ? ([['Tokens of judging', tokens(judging)]] satisfies Rows) : []),
  ];
}

function tokens(usage: Manifest['usage']['runs']): string {
  return `${usage.inputTokens} in, ${usage.outputTokens} out, ${usage.modelCalls} calls`;
}

export function lineage({ imported }: Manifest): string {
  const way = imported
    ? 'back to where it was recorded: `imported` has the file with its digest, the line, and the importer with its version; beside it stand the build, the query, the number of the sample, the run and its trace, the model with its provider'
    : 'back to the sentence: the build, the framework and its digest, the query, the number of the sample, the run and its trace, the model with its provider and seed';
  return `## Lineage

\`lineage\` leads from each row ${way}, the checks as \`name@version\`, the clusters of duplicates as \`kind:run\` of the run that stands for the cluster, and the kinds of faults that were injected. \`manifest.json\` holds the whole account, with the size and SHA-256 digest of every data file, and \`croissant.json\` describes files and columns for programs.`;
}
