/** An exporter that hands spans on with other attributes; the spans themselves stay as they are. */
import type { Attributes } from '@opentelemetry/api';
import type { ReadableSpan, SpanExporter } from '@opentelemetry/sdk-trace';
import { GEN_AI } from './gen-ai.ts';
import { redact } from './redact.ts';

/** Attributes that hold what was said. */
const CONTENTS: ReadonlySet<string> = new Set([
  GEN_AI.inputMessages,
  GEN_AI.outputMessages,
  GEN_AI.toolArguments,
  GEN_AI.toolResult,
]);

export function rewriteSpans(
  exporter: SpanExporter,
  rewrite: (attributes: Attributes, span: ReadableSpan) => Attributes,
): SpanExporter {
  return {
    export(spans, done) {
      const rewritten = spans.map((span): ReadableSpan => {
        const attributes = rewrite(span.attributes, span);
        return attributes === span.attributes
          ? span
          : Object.create(span, { attributes: { value: attributes, enumerable: true } });
      });
      exporter.export(rewritten, done);
    },
    shutdown: () => exporter.shutdown(),
    forceFlush: () => exporter.forceFlush?.() ?? Promise.resolve(),
  };
}

/** The attributes without the secrets in what was said; the same object when nothing was said. */
export function withoutSecrets(attributes: Attributes): Attributes {
  let clean = attributes;
  for (const key of CONTENTS) {
    const value = attributes[key];
    if (typeof value === 'string') clean = { ...clean, [key]: redact(value) };
  }
  return clean;
}
