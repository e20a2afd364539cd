/** `nex lineage`: from a row of a data set to everything that it came of. */
import type { RowLineage } from '@nex/core';
import { tableLines } from '../output/table.ts';
import { count, excerpt, plural } from '../output/text.ts';
import type { CommandDefinition } from './command.ts';

export const lineage: CommandDefinition = (program, run) =>
  program
    .command('lineage')
    .description('tell what a row of a data set came of: sentence, query, model calls, run, verdicts')
    .argument('<data set>', 'id of a data set or its build')
    .argument('<row>', 'id of a row, or of the run of a trajectory that was dropped')
    .addHelpText('after', '\nWith --json all of it is written: every digest, every call, every evidence.')
    .action((id: string, row: string, _, command) =>
      run(command, async (context) => {
        const client = await context.client();
        context.print(await client.dataSets.lineage(id, row, { signal: context.signal }), lineageLines);
      }),
    );

const WIDTH = 96;

/** A line per step on the way back; below them the model calls and what was found. */
export function lineageLines(found: RowLineage): string[] {
  const { framework, query, run, trajectory } = found;
  const { labels, treeVersion } = query.problemType;
  const made = [
    query.synthesizer,
    ...found.enhancers.filter(({ applied }) => applied).map(({ name }) => name),
  ];
  const steps = [
    ['row', found.rowId || 'none: the run has no trajectory'],
    ['versions', versionsText(found)],
    ['sentence', excerpt(found.sentence, WIDTH)],
    [
      'framework',
      `${framework.name} (${framework.id}), ${plural(framework.files.length, 'file')}, ${framework.digest}`,
    ],
    ['build', `${found.build.id}, seed ${found.build.seed}`],
    ['query', excerpt(query.text, WIDTH)],
    ...(query.originalText === null ? [] : [['', `before: ${excerpt(query.originalText, WIDTH)}`]]),
    ...(query.task
      ? [['task', `${query.task.index}${query.task.group === null ? '' : `, group ${query.task.group}`}`]]
      : [
          ['made by', made.join(', ')],
          ['persona', excerpt(query.persona, WIDTH)],
          ...(query.seedPersona === query.persona
            ? []
            : [['', `seed: ${excerpt(query.seedPersona, WIDTH)}`]]),
          ['problem', `${labels.join(' > ')}, tree version ${treeVersion}, slot ${query.slot}`],
        ]),
    ['difficulty', difficultyText(found)],
    ['run', `${run.id}, sample ${run.sampleIndex}, seed ${run.seed}, ${run.stopReason ?? run.state}`],
    ['trace', run.traceId],
    ...(trajectory
      ? trajectorySteps(trajectory)
      : [['trajectory', `none: ${run.collectFailure ?? run.state}`]]),
    ...(found.reward === null ? [] : [['reward', String(found.reward)]]),
    ...(found.redaction ? [['redaction', redactionText(found.redaction)]] : []),
    ['selection', selectionText(found)],
  ];
  return [
    ...steps.map(([name = '', text = '']) => `${name.padEnd(10)}  ${text}`.trimEnd()),
    ...callLines(found),
    ...verdictLines(found),
  ];
}

function versionsText({ dataSet }: RowLineage): string {
  if (!dataSet) return 'none yet';
  const each = dataSet.versions.map(
    ({ version, kept, decidedBy }) => `${version} ${kept ? 'kept' : `dropped by ${decidedBy}`}`,
  );
  return `${dataSet.id}: ${each.join(', ')}`;
}

function difficultyText({ query: { difficulty } }: RowLineage): string {
  const { asked, measured } = difficulty;
  if (!measured) return asked;
  const { difficulty: found, passRate, low, high, samples } = measured;
  const interval = `${low.toFixed(2)} to ${high.toFixed(2)}`;
  return `${asked}; measured ${found}: pass rate ${passRate.toFixed(2)} (${interval}) of ${plural(samples, 'sample')}`;
}

function trajectorySteps({
  provenance,
  agents,
  toolSnapshots,
}: NonNullable<RowLineage['trajectory']>): string[][] {
  const { model, provider, offlineModel, imported } = provenance;
  const words = [model, provider && `(${provider})`, offlineModel && 'offline rules'].filter(Boolean);
  return [
    ['model', words.join(' ')],
    ...(imported ? [['imported', `${imported.source}, ${imported.format}`]] : []),
    ...agents.map(({ agent, promptDigest, tools }, index) => [
      index === 0 ? 'agents' : '',
      `${agent}: prompt ${short(promptDigest)}, ${plural(tools, 'tool')}`,
    ]),
    ...toolSnapshots.map(({ server, digest }, index) => [
      index === 0 ? 'tool lists' : '',
      `${server} ${digest}`,
    ]),
  ];
}

function redactionText({ policyId, policyVersion, entries }: NonNullable<RowLineage['redaction']>): string {
  const places = entries.reduce((sum, { count: times }) => sum + Number(times ?? 0), 0);
  return `${policyId}@${policyVersion}, ${plural(places, 'place')}`;
}

function selectionText({ selection }: RowLineage): string {
  if (!selection) return 'not decided yet';
  if (selection.kept) return 'kept';
  const { reason, decidedBy } = selection;
  return `dropped: ${reason}${decidedBy === reason ? '' : `, by ${decidedBy}`}`;
}

function callLines({ calls }: RowLineage): string[] {
  if (calls.length === 0) return [];
  const rows = calls.map((call) => [
    `${call.question}@${call.promptVersion}`,
    short(call.promptDigest),
    call.model,
    count(call.usage.inputTokens),
    count(call.usage.outputTokens),
  ]);
  return ['', ...tableLines(['model call', 'prompt', 'model', 'in', 'out'], rows)];
}

/** Of what keeps only the number. */
function verdictLines({ verdicts, verifications }: RowLineage): string[] {
  const found = [
    ...verdicts
      .filter(({ verdict }) => verdict !== 'keep')
      .map((one) => [
        `${one.check}@${one.version}`,
        one.current ? one.verdict : `${one.verdict} (earlier)`,
        excerpt(one.evidence.map(({ note }) => note).join('; ') || one.reason, WIDTH),
      ]),
    ...verifications.map((one) => [
      `${one.kind}@${one.version}`,
      one.reward === null ? 'broken' : `reward ${one.reward}`,
      excerpt(one.failure?.message ?? one.evidence.map(({ note }) => note).join('; '), WIDTH),
    ]),
  ];
  const kept = verdicts.filter(({ verdict, current }) => verdict === 'keep' && current).length;
  const lines = [`${plural(kept, 'check')} found nothing`];
  return ['', ...(found.length > 0 ? tableLines(['found by', 'verdict', 'evidence'], found) : []), ...lines];
}

/** Enough of a digest to tell it from others on the screen. */
function short(digest: string): string {
  return digest === '' ? 'none' : digest.slice(0, 'sha256:'.length + 12);
}
