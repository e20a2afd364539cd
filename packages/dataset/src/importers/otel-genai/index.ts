/** Traces of OpenTelemetry with the conventions for generative AI: OTLP in JSON, spans and events mixed in any order. */
import { isJsonObject } from '@nex/core';
import type { Importer } from '../importer.ts';
import { assembleTrace } from '../trace/assemble.ts';
import { TraceReader } from '../trace/trace-reader.ts';
import { type Gathering, traceGroups } from '../trace-window.ts';
import { genaiSpan } from './genai-span.ts';
import { isOtlp, itemsOf, type OtelEvent, type OtelItem, type OtelSpan } from './otlp.ts';

export const otelGenai: Importer = {
  name: 'otel-genai',
  version: 3,
  title: 'OpenTelemetry: OTLP JSON with the conventions for generative AI',
  recognizes: (value) => isJsonObject(value) && isOtlp(value),
  async *read(records, { source, maxOpenTraces }) {
    for await (const group of traceGroups(records, GATHERING, maxOpenTraces)) {
      if (group.kind === 'rejected') {
        yield group;
        continue;
      }
      const { traceId, state, line } = group;
      const { reader, waiting, events } = state;
      for (const span of waiting) reader.spans.push(genaiSpan(span, events.get(span.id) ?? [], reader));
      const imported = assembleTrace(reader.spans, { format: 'otel-genai', source, traceId }, reader.notes);
      if (imported) yield { kind: 'trajectory', imported };
      else {
        const note = `trace ${traceId}: none of ${reader.spans.length} spans is a model call with its messages; instrumentations keep them only when told to`;
        yield { kind: 'rejected', rejection: { line, reason: 'no_conversation', note } };
      }
    }
  },
};

interface OpenTrace {
  reader: TraceReader;
  /** Their messages may come as log records, before or after them. */
  waiting: OtelSpan[];
  /** By span. */
  events: Map<string, OtelEvent[]>;
}

const GATHERING: Gathering<OtelItem, OpenTrace> = {
  partsOf: ({ value }) => (isJsonObject(value) ? itemsOf(value) : 'no object'),
  begin: () => ({ reader: new TraceReader(), waiting: [], events: new Map() }),
  add({ reader, waiting, events }, item) {
    if ('event' in item) {
      const list = events.get(item.spanId);
      if (list) list.push(item.event);
      else events.set(item.spanId, [item.event]);
    } else if (hasMessages(item.span)) reader.spans.push(genaiSpan(item.span, [], reader));
    else waiting.push(item.span);
  },
};

function hasMessages({ attributes }: OtelSpan): boolean {
  return attributes['gen_ai.input.messages'] !== undefined;
}
