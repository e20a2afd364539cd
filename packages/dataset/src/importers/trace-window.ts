/**
 * Records of many traces, mixed, as groups of one trace each. A trace is given out when more than `maxOpenTraces` are
 * open and nothing came for it for the longest time, and at the end. What comes for it later is rejected.
 */
import type { ImportItem, SourceRecord } from './importer.ts';

export interface TraceGroup<T> {
  kind: 'group';
  traceId: string;
  items: T[];
  /** Number of the first record. */
  line: number;
}

export type TracePart<T> = { traceId: string; item: T };

/** @param partsOf What a record holds, each with its trace; a text says why it holds nothing. */
export async function* traceGroups<T>(
  records: AsyncIterable<SourceRecord>,
  partsOf: (record: SourceRecord) => TracePart<T>[] | string,
  maxOpenTraces: number,
): AsyncGenerator<TraceGroup<T> | Extract<ImportItem, { kind: 'rejected' }>> {
  // A map keeps the order of insertion: its first entry is the one that waits longest.
  const open = new Map<string, TraceGroup<T>>();
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
      const group = open.get(traceId) ?? { kind: 'group' as const, traceId, items: [], line };
      group.items.push(item);
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
