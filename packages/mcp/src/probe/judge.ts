/** From what the passes showed to state, reasons and grade. */
import { maskSecrets } from '../alias/secrets.ts';
import { type GradeReasonName, gradeOf, licenceReason } from '../catalogue/grade.ts';
import {
  type Determinism,
  type InvalidAnswer,
  type ProbedTool,
  type ProbeRecord,
  UNFIT,
} from '../catalogue/probe-record.ts';
import { masked, withoutPlace } from './mask.ts';
import type { PassedTool } from './probe-pass.ts';
import type { ProbedServer } from './probed-server.ts';

type Passes = ReadonlyMap<string, PassedTool>;

const SAID_LENGTH = 160;

export function toProbedTools(
  passed: Passes,
  fresh: Passes,
  refusals: ReadonlyMap<string, InvalidAnswer>,
  hide: { place: string; secrets: readonly string[] },
): ProbedTool[] {
  const said = (text: string) => maskSecrets(masked(withoutPlace(text, hide.place)), hide.secrets);
  return [...passed]
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, { answer, text, ms, writes }]) => ({
      name,
      verdict: answer?.verdict ?? 'skipped',
      determinism: answer ? compare(text, fresh.get(name)?.text) : 'unknown',
      writes,
      invalid: refusals.get(name) ?? 'not_tried',
      ms,
      ...(answer && answer.verdict !== 'works' && answer.text !== ''
        ? { said: said(answer.text).slice(0, SAID_LENGTH) }
        : {}),
    }));
}

export interface Observed {
  server: ProbedServer;
  probed: readonly ProbedTool[];
  passed: Passes;
  /** The same calls on the same process, with the first files back. */
  again: Passes;
  /** The process was started anew within the first pass. */
  restarted: boolean;
  changed: { state: boolean; elsewhere: boolean };
  startMs: number;
  memoryMb: number;
  noise: number;
}

export function judge(seen: Observed): Pick<ProbeRecord, 'state' | 'grade' | 'reasons'> {
  const { changed, passed, again, restarted } = seen;
  const repeatable = seen.probed.filter((tool) => tool.verdict === 'works' && tool.determinism !== 'no');
  const differs = repeatable.some(
    ({ name }) => compare(passed.get(name)?.text ?? '', again.get(name)?.text) === 'no',
  );
  const places: ProbeRecord['state']['places'] = [];
  if (changed.state) places.push('files');
  if (changed.elsewhere) places.push('elsewhere');
  if (differs && !restarted) places.push('memory');
  if (places.length === 0) places.push('none');
  const hotReset = changed.state && !differs && !restarted;
  const reasons = reasonsFor(seen);
  return { state: { places, hot_reset: hotReset }, grade: gradeOf(reasons), reasons };
}

function reasonsFor({ server, probed, changed, startMs, memoryMb, noise }: Observed): GradeReasonName[] {
  const { hidden } = server;
  const offered = probed.filter((tool) => (hidden ? !hidden.has(tool.name) : !UNFIT.has(tool.verdict)));
  const working = offered.filter((tool) => tool.verdict === 'works');
  const has = (verdict: ProbedTool['verdict']) => probed.some((tool) => tool.verdict === verdict);
  const refused = (answer: InvalidAnswer) => offered.some((tool) => tool.invalid === answer);
  const few = working.length * 3 < offered.length * 2;
  const licence = licenceReason(server.licence);
  const found: (readonly [boolean, GradeReasonName])[] = [
    [startMs > 10_000, 'slow_start'],
    [memoryMb > 200, 'heavy'],
    [noise > 0, 'noise_on_stdout'],
    [refused('protocol_error'), 'irregular_errors'],
    [working.some((tool) => tool.determinism === 'no'), 'not_repeatable_results'],
    [working.length < offered.length && !few, 'some_tools_unproved'],
    [refused('accepted'), 'accepts_invalid'],
    [refused('dressed_error'), 'dresses_errors'],
    [few, 'many_tools_unproved'],
    [changed.elsewhere, 'outside_state'],
    [licence === 'licence_unclear', 'licence_unclear'],
    [licence === 'licence_restrictive', 'licence_restrictive'],
    [has('timeout') || refused('timeout'), 'hangs'],
    [has('crashed') || refused('crashed'), 'crashes'],
    [server.keys.length > 0, 'needs_key'],
    [offered.some((tool) => tool.verdict === 'needs_network'), 'needs_network'],
    [server.host_access, 'host_access'],
    [working.length === 0, 'no_working_tool'],
  ];
  return found.flatMap(([is, reason]) => (is ? [reason] : []));
}

function compare(one: string, two: string | undefined): Determinism {
  if (two === undefined || (one === '' && two === '')) return 'unknown';
  if (one === two) return 'exact';
  return masked(one) === masked(two) ? 'masked' : 'no';
}
