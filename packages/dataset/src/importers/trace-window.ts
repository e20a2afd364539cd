/**
 * Records of many traces, mixed, gathered trace by trace. A trace is given out when more than `maxOpenTraces` are open and
 * nothing came for it for the longest time, and at the end. What comes for it later is rejected.
 */
import type { ImportItem, SourceRecord } from './importer.ts';

export interface TraceGroup<S> {
  kind: 'group';
  traceId: string;
  state: S;
  /** Number of the first record. */
  line: number;
}

export type TracePart<T> = { traceId: string; item: T };

/** How a trace is gathered: what is kept of it, and how an item changes that. */
export interface Gathering<T, S> {
  /** What a record holds, each with its trace; a text says why it holds nothing. */
  partsOf(record: SourceRecord): TracePart<T>[] | string;
  begin(): S;
  add(state: S, item: T): void;
}

export async function* traceGroups<T, S>(
  records: AsyncIterable<SourceRecord>,
  { partsOf, begin, add }: Gathering<T, S>,
  maxOpenTraces: number,
): AsyncGenerator<TraceGroup<S> | Extract<ImportItem, { kind: 'rejected' }>> {
  // A map keeps the order of insertion: its first entry is the one that waits longest.
  const open = new Map<string, TraceGroup<S>>();
  const given = new Set<string>();
  for await (const record of records) {
    const { line } = record;
    const parts = partsOf(record);
    if (typeof parts === 'string') {
      yield { kind: 'rejected', rejection: { line, reason: 'wrong_shape', note: parts } };
      continue;
    }
    for (const { traceId, item } of parts) {
      if (given.has(traceId)) {
        yield { kind: 'rejected', rejection: { line, reason: 'late_record', note: `trace ${traceId}` } };
        continue;
      }
      const group = open.get(traceId) ?? { kind: 'group' as const, traceId, state: begin(), line };
      add(group.state, item);
      open.delete(traceId);
      open.set(traceId, group);
    }
    for (const [traceId, group] of open) {
      if (open.size <= maxOpenTraces) break;
      open.delete(traceId);
      given.add(traceId);
      yield group;
    }
  }
  yield* open.values();
}
