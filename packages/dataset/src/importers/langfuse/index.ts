/** Traces of Langfuse: observations as JSON lines, mixed or not, or traces with their `observations` inside. */
import { isJsonObject, type JsonObject } from '@nex/core';
import { listAt, stringAt } from '../fields.ts';
import type { Importer } from '../importer.ts';
import { assembleTrace } from '../trace/assemble.ts';
import { TraceReader } from '../trace/trace-reader.ts';
import { type Gathering, type TracePart, traceGroups } from '../trace-window.ts';
import { idOf, observationSpan, traceIdOf, typeOf } from './observation.ts';

export const langfuse: Importer = {
  name: 'langfuse',
  version: 3,
  title: 'Langfuse: observations as JSON lines',
  recognizes: (value) =>
    isJsonObject(value) && (listAt(value, 'observations') !== undefined || isObservation(value)),
  async *read(records, { source, maxOpenTraces }) {
    for await (const group of traceGroups(records, GATHERING, maxOpenTraces)) {
      if (group.kind === 'rejected') {
        yield group;
        continue;
      }
      const { traceId, state, line } = group;
      const { reader, query } = state;
      const facts = { format: 'langfuse' as const, source, traceId, ...(query !== undefined && { query }) };
      const imported = assembleTrace(reader.spans, facts, reader.notes);
      if (imported) yield { kind: 'trajectory', imported };
      else {
        const note = `trace ${traceId}: none of ${reader.spans.length} observations is a generation with messages`;
        yield { kind: 'rejected', rejection: { line, reason: 'no_conversation', note } };
      }
    }
  },
};

interface OpenTrace {
  reader: TraceReader;
  /** That the reference writes into every line. */
  query: string | undefined;
}

const GATHERING: Gathering<JsonObject, OpenTrace> = {
  partsOf,
  begin: () => ({ reader: new TraceReader(), query: undefined }),
  add(trace, item) {
    trace.reader.spans.push(observationSpan(item, trace.reader));
    trace.query ??= stringAt(item, 'query') || undefined;
  },
};

function isObservation(value: JsonObject): boolean {
  return idOf(value) !== undefined && traceIdOf(value) !== undefined && typeOf(value) !== undefined;
}

function partsOf({ value }: { value: unknown }): TracePart<JsonObject>[] | string {
  if (!isJsonObject(value)) return 'no object';
  const inner = listAt(value, 'observations');
  if (inner && typeOf(value) === undefined) {
    const traceId = stringAt(value, 'id', 'trace_id', 'traceId') ?? '';
    const parts = inner.filter(isJsonObject).map((item) => ({ traceId: traceIdOf(item) ?? traceId, item }));
    return parts.every(({ item, traceId: id }) => id !== '' && idOf(item) !== undefined)
      ? parts
      : 'an observation has no id, or no trace';
  }
  if (!isObservation(value)) {
    const lacks = [
      idOf(value) === undefined ? 'id' : '',
      traceIdOf(value) === undefined ? 'trace id' : '',
      typeOf(value) === undefined ? 'type' : '',
    ].filter((word) => word !== '');
    return `an observation without ${lacks.join(', ')}`;
  }
  return [{ traceId: traceIdOf(value) ?? '', item: value }];
}
