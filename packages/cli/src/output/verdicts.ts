/** What became of the runs of a build, and everything that was found in one of them. */
import type { BuildTrajectory, TrajectoryVerdicts, Verdict } from '@nex/core';
import { tableLines } from './table.ts';
import { excerpt } from './text.ts';

const QUERY_CHARS = 60;
const NOTE_CHARS = 160;

/** A line per run. */
export function trajectoryLines(items: readonly BuildTrajectory[]): string[] {
  return tableLines(
    ['run', 'query', 'sample', 'verdict', 'reasons', 'asks'],
    items.map((item) => [
      item.runId || '(none)',
      String(item.queryIndex),
      String(item.sampleIndex),
      verdictOf(item),
      [item.reason, ...item.flags].filter((reason) => reason !== '').join(', '),
      excerpt(item.query ?? '', QUERY_CHARS),
    ]),
  );
}

function verdictOf({ kept, flags }: BuildTrajectory): string {
  if (kept === null) return 'not decided';
  if (!kept) return 'drop';
  return flags.length > 0 ? 'flag' : 'keep';
}

/** The decision first, then what was found, stage by stage; checks that found nothing are counted. */
export function verdictLines(found: TrajectoryVerdicts): string[] {
  const { kept, reason, queryIndex, sampleIndex, buildId } = found;
  const decision = kept === null ? 'not decided yet' : kept ? 'kept' : `dropped: ${reason}`;
  return [
    `${found.runId}: ${decision}`,
    `query ${queryIndex}, sample ${sampleIndex} of ${buildId}${found.query === undefined ? '' : `: ${excerpt(found.query, NOTE_CHARS)}`}`,
    ...section(
      'Against it',
      found.against.map(({ stage, by, reason: why }) => `${why} (${stage}: ${by})`),
    ),
    ...section('Checks', [
      ...found.checks.flatMap(findingLines),
      `${found.checks.filter(({ verdict }) => verdict === 'keep').length} of ${found.checks.length} found nothing`,
    ]),
    ...section('Verifiers', found.verifiers.flatMap(verifierLines)),
    ...section(
      'Benchmarks',
      found.contamination.map(
        ({ benchmark, line, kind, span, messageIndex }) =>
          `${benchmark}, line ${line}, ${kind}${messageIndex < 0 ? '' : ` in message ${messageIndex}`}: “${excerpt(span, NOTE_CHARS)}”`,
      ),
    ),
    ...section('Judge', found.judge.flatMap(judgeLines)),
    ...section(
      'Duplicates',
      found.duplicates.map(({ kind, cluster, original, nearest, similarity }) => {
        const like = nearest === null ? '' : `, nearest ${nearest} at ${(similarity ?? 0).toFixed(3)}`;
        return `${kind}: ${original ? 'the original of' : 'in'} the cluster of ${cluster}${like}`;
      }),
    ),
  ];
}

function section(title: string, lines: readonly string[]): string[] {
  return lines.length === 0 ? [] : ['', title, ...lines.map((line) => `  ${line}`)];
}

function findingLines({ check, version, verdict, reason, evidence }: Verdict): string[] {
  if (verdict === 'keep') return [];
  return [`${check}@${version}: ${verdict}, ${reason}`, ...evidence.map(evidenceLine)];
}

function evidenceLine({ messageIndex, note }: Verdict['evidence'][number]): string {
  return `  message ${messageIndex}: ${excerpt(note, NOTE_CHARS)}`;
}

function judgeLines({ votes, agreement, ...verdict }: TrajectoryVerdicts['judge'][number]): string[] {
  const said = verdict.verdict === 'keep' ? 'nothing was found' : `${verdict.verdict}, ${verdict.reason}`;
  const spread =
    votes.length > 1
      ? ` (${votes.map(({ model, verdict: vote }) => `${model}: ${vote ?? 'no answer'}`).join(', ')}; ${Math.round(100 * agreement)} % agree)`
      : ` (${verdict.model})`;
  return [`${verdict.check}@${verdict.version}: ${said}${spread}`, ...verdict.evidence.map(evidenceLine)];
}

function verifierLines(one: TrajectoryVerdicts['verifiers'][number]): string[] {
  const said =
    one.reward === null
      ? `broken: ${one.failure?.message ?? 'no reason was given'}`
      : `reward ${one.reward.toFixed(3)}, ${one.passed ? 'passed' : 'not passed'}`;
  const evidence = one.evidence.map(
    ({ held, note }) => `  ${held ? 'held' : 'not held'}: ${excerpt(note, NOTE_CHARS)}`,
  );
  return [`${one.position}. ${one.kind}@${one.version}: ${said}`, ...evidence];
}
