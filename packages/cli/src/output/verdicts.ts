/** What became of the runs of a build, and everything that was found in one of them. */
import { type BuildTrajectory, EARLIER_INDEX, type TrajectoryVerdicts, type Verdict } from '@nex/core';
import { tableLines } from './table.ts';
import { excerpt } from './text.ts';

const QUERY_CHARS = 60;
const NOTE_CHARS = 160;
/** Places of one kind that are shown; JSON has all. */
const MAX_PLACES = 8;
/** The index of a tool, which is in no message. */
const OF_TOOLS = -1;

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
      ...found.checks.flatMap((one) => findingLines(one, found.runId)),
      `${found.checks.filter(({ verdict }) => verdict === 'keep').length} of ${found.checks.length} found nothing`,
    ]),
    ...section('Verifiers', found.verifiers.flatMap(verifierLines)),
    ...section(
      'Benchmarks',
      first(
        found.contamination.map(({ benchmark, line, kind, span, ...place }) => {
          const where = place.messageIndex === OF_TOOLS ? '' : ` in ${placeOf(place, found.runId)}`;
          return `${benchmark}, line ${line}, ${kind}${where}: “${excerpt(span, NOTE_CHARS)}”`;
        }),
      ),
    ),
    ...section(
      'Judge',
      found.judge.flatMap((one) => judgeLines(one, found.runId)),
    ),
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

function first(lines: readonly string[]): string[] {
  const more = lines.length - MAX_PLACES;
  return more > 0 ? [...lines.slice(0, MAX_PLACES), `and ${more} more; --json has all`] : [...lines];
}

/** A message of the root run, or of one below it. */
function placeOf(
  { runId, messageIndex }: { runId: string; messageIndex: number },
  rootRunId: string,
): string {
  const message =
    messageIndex === EARLIER_INDEX ? 'a message before a compaction' : `message ${messageIndex}`;
  return `${message}${runId === rootRunId ? '' : ` of ${runId}`}`;
}

function findingLines({ check, version, verdict, reason, evidence }: Verdict, rootRunId: string): string[] {
  if (verdict === 'keep') return [];
  return [`${check}@${version}: ${verdict}, ${reason}`, ...evidenceLines(evidence, rootRunId)];
}

function evidenceLines(evidence: Verdict['evidence'], rootRunId: string): string[] {
  return first(evidence.map((one) => `  ${placeOf(one, rootRunId)}: ${excerpt(one.note, NOTE_CHARS)}`));
}

function judgeLines(
  { votes, agreement, ...verdict }: TrajectoryVerdicts['judge'][number],
  rootRunId: string,
): string[] {
  const said = verdict.verdict === 'keep' ? 'nothing was found' : `${verdict.verdict}, ${verdict.reason}`;
  const spread =
    votes.length > 1
      ? ` (${votes.map(({ model, verdict: vote }) => `${model}: ${vote ?? 'no answer'}`).join(', ')}; ${Math.round(100 * agreement)} % agree)`
      : ` (${verdict.model})`;
  return [
    `${verdict.check}@${verdict.version}: ${said}${spread}`,
    ...evidenceLines(verdict.evidence, rootRunId),
  ];
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
