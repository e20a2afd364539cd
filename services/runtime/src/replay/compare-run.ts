/** Holds what a replay produced against the log of the run, in the order in which things happened. */
import { addUsage, NO_USAGE, type ReplayDifference, type ToolDefinition, type Usage } from '@nex/core';
import type { NewMessage } from '../store/log-entry.ts';
import { ownUsage } from '../store/run-row.ts';
import { firstDifference, show } from './first-difference.ts';
import type { Playback } from './playback.ts';

/**
 * The first difference.
 * @param goesOn The replay wanted to go on where the log ends.
 */
export function compareRun(
  playback: Playback,
  tools: readonly ToolDefinition[],
  goesOn: boolean,
): ReplayDifference | undefined {
  const { record } = playback;
  return (
    (record.messages.length > 0 ? firstDifference('tools', record.tools, plain(tools)) : undefined) ??
    compareMessages(playback) ??
    playback.noted ??
    compareCalls(playback) ??
    compareRequests(playback) ??
    (goesOn ? goingOn(playback) : undefined) ??
    compareEnd(playback)
  );
}

function compareMessages(playback: Playback): ReplayDifference | undefined {
  const { record, produced, answers } = playback;
  const stored = record.messages;
  const seqOf = new Map(produced.messages.map((row) => [row.id, row.seq]));
  const idAt = (id: string | null | undefined) => stored[seqOf.get(id ?? '') ?? -1]?.id ?? id ?? null;
  const answerAt = new Map(answers.map((row, index) => [row.seq, index + 1]));
  for (let seq = 0; seq < Math.max(stored.length, produced.messages.length); seq += 1) {
    const at = `messages[${seq}]`;
    const compacted = compareCompaction(playback, seq);
    if (compacted) return compacted;
    const row = stored[seq];
    const made: NewMessage | undefined = produced.messages[seq];
    if (!row || !made) return { at, expected: show(row?.message), actual: show(made && textOf(made)) };
    const isCopy = row.body !== row.id;
    const found =
      firstDifference(
        at,
        isCopy ? { sameAs: row.body } : row.message,
        made.message ? plain(made.message) : { sameAs: idAt(made.sameAs) },
      ) ??
      (record.changed.has(row.id)
        ? { at, expected: 'the message as it was written: its digest is another', actual: show(row.message) }
        : undefined) ??
      firstDifference(`${at}.predecessor`, row.predecessor, idAt(made.predecessor)) ??
      compareStep(playback, answerAt.get(seq));
    if (found) return found;
  }
  return undefined;
}

function textOf({ message, sameAs }: NewMessage): unknown {
  return message ?? { sameAs };
}

function compareCompaction({ record, produced }: Playback, seq: number): ReplayDifference | undefined {
  const stored = record.compactions.find((one) => one.seq === seq);
  const made = produced.compactions.find((one) => one.seq === seq);
  if (!stored && !made) return undefined;
  const { run_id: _, ...expected } = stored ?? { run_id: '' };
  return firstDifference(
    `compactions[${seq}]`,
    stored && withCost(expected),
    made && withCost({ ...made, report: plain(made.report) }),
  );
}

/** An answer, by the row that it was played from, against what was told of it when it came. */
function compareStep(
  { record, produced }: Playback,
  iteration: number | undefined,
): ReplayDifference | undefined {
  if (iteration === undefined) return undefined;
  const at = `answers[${iteration}]`;
  const step = record.steps[iteration - 1];
  const made = produced.steps[iteration - 1];
  const { latencyMs: _, ...told } = record.told[iteration - 1] ?? {};
  const { latencyMs: __, ...says } = produced.told[iteration - 1] ?? {};
  return (
    firstDifference(`${at}.iteration`, step?.iteration, made?.iteration) ??
    firstDifference(`${at}.stepUsage`, withCost(step?.usage), withCost(made?.usage)) ??
    firstDifference(at, withCost(told), withCost(plain(says)))
  );
}

function compareCalls({ record, produced, endsFromOutside }: Playback): ReplayDifference | undefined {
  const made = new Map(produced.ended.map((one) => [one.callId, one]));
  for (const { call_id: id, name, state, outcome } of record.calls) {
    if (state !== 'finished') continue;
    const one = made.get(id);
    const found =
      firstDifference(`toolCalls.${id}.name`, name, one?.name) ??
      (outcome ? firstDifference(`toolCalls.${id}.outcome`, outcome, plain(one?.outcome)) : undefined);
    if (found) return found;
    made.delete(id);
  }
  const [more] = made.values();
  // Of a turn that was stopped, the replay may come further than the run did.
  if (!more || endsFromOutside) return undefined;
  return { at: `toolCalls.${more.callId}`, expected: 'nothing', actual: show(more.name) };
}

function compareRequests({ record, produced }: Playback): ReplayDifference | undefined {
  const rows = new Map(record.requests.map((row) => [row.call_id, row]));
  for (const { callId } of produced.requests) {
    if (!rows.has(callId)) return { at: `permissions.${callId}`, expected: 'nothing', actual: 'a question' };
  }
  return undefined;
}

function goingOn({ record, produced }: Playback): ReplayDifference {
  const at = `messages[${produced.messages.length}]`;
  return { at, expected: `the end of the run (${record.run.stop_reason})`, actual: 'the run goes on' };
}

function compareEnd({ record, produced }: Playback): ReplayDifference | undefined {
  const { run } = record;
  const { stopReason, response, output, failure, state } = produced.settled ?? {};
  let usage: Usage = NO_USAGE;
  for (const one of [...produced.steps, ...produced.compactions]) usage = addUsage(usage, one.usage);
  return (
    firstDifference('stopReason', run.stop_reason, stopReason) ??
    firstDifference('response', run.response, response) ??
    firstDifference('output', run.output ?? undefined, plain(output)) ??
    firstDifference('failure', run.failure, plain(failure)) ??
    firstDifference('state', run.state, state) ??
    firstDifference('iterations', record.steps.length, produced.steps.length) ??
    firstDifference('usage', withCost(ownUsage(run)), withCost(usage))
  );
}

/** As it is once it was stored. */
function plain(value: unknown): unknown {
  return value === undefined ? undefined : JSON.parse(JSON.stringify(value));
}

/** Sums of money differ in the last digits by the order of the summands. */
function withCost(value: unknown): unknown {
  if (value === undefined) return undefined;
  return JSON.parse(JSON.stringify(value), (key, one: unknown) =>
    key === 'costUsd' && typeof one === 'number' ? Number(one.toPrecision(12)) : one,
  );
}
