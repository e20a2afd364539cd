/** Traces of OpenTelemetry with the conventions for generative AI: OTLP in JSON, spans and events mixed in any order. */
import { isJsonObject } from '@nex/core';
import type { Importer } from '../importer.ts';
import { Notes } from '../notes.ts';
import { TextLifter } from '../text-calls/text-lifter.ts';
import { assembleTrace } from '../trace/assemble.ts';
import { traceGroups } from '../trace-window.ts';
import { genaiSpan } from './genai-span.ts';
import { isOtlp, itemsOf, type OtelEvent, type OtelItem } from './otlp.ts';

export const otelGenai: Importer = {
  name: 'otel-genai',
  title: 'OpenTelemetry: OTLP JSON with the conventions for generative AI',
  recognizes: (value) => isJsonObject(value) && isOtlp(value),
  async *read(records, { source, maxOpenTraces }) {
    const partsOf = ({ value }: { value: unknown }) => (isJsonObject(value) ? itemsOf(value) : 'no object');
    for await (const group of traceGroups(records, partsOf, maxOpenTraces)) {
      if (group.kind === 'rejected') {
        yield group;
        continue;
      }
      const { traceId, items, line } = group;
      const notes = new Notes();
      const lifter = new TextLifter();
      const events = eventsBySpan(items);
      const spans = items.flatMap((item) =>
        'span' in item ? [genaiSpan(item.span, events.get(item.span.id) ?? [], lifter, notes)] : [],
      );
      const imported = assembleTrace(spans, { format: 'otel-genai', source, traceId }, notes);
      if (imported) yield { kind: 'trajectory', imported };
      else {
        const note = `trace ${traceId}: none of ${spans.length} spans is a model call with its messages; instrumentations keep them only when told to`;
        yield { kind: 'rejected', rejection: { line, reason: 'no_conversation', note } };
      }
    }
  },
};

function eventsBySpan(items: readonly OtelItem[]): Map<string, OtelEvent[]> {
  const events = new Map<string, OtelEvent[]>();
  for (const item of items) {
    if (!('event' in item)) continue;
    const list = events.get(item.spanId);
    if (list) list.push(item.event);
    else events.set(item.spanId, [item.event]);
  }
  return events;
}
