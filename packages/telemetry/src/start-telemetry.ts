/**
 * The one place that constructs the OpenTelemetry SDK. Spans always exist, because rows carry their trace ids;
 * they leave the process only when an OTLP endpoint is configured.
 */
import { type Attributes, context, propagation, trace } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import { hrTimeToMilliseconds, W3CTraceContextPropagator } from '@opentelemetry/core';
import { resourceFromAttributes } from '@opentelemetry/resources';
import {
  AlwaysOnSampler,
  BatchSpanProcessor,
  ParentBasedSampler,
  type ReadableSpan,
  type SpanExporter,
  type SpanProcessor,
  TracerProvider,
} from '@opentelemetry/sdk-trace';
import { inheritAttributes } from './inherit-attributes.ts';
import { type LangfuseOptions, langfuseAttributes, langfuseEndpoint } from './langfuse.ts';
import { rewriteSpans, withoutSecrets } from './rewrite-spans.ts';

export interface TelemetryOptions {
  serviceName: string;
  /** Base URL of an OTLP/HTTP receiver; `/v1/traces` is appended. Absent: nothing is exported. */
  otlpEndpoint?: string | undefined;
  /** Pause between two exports. Default 1000 ms. */
  exportDelayMs?: number;
  /** A second receiver, beside or instead of the first. */
  langfuse?: LangfuseOptions | undefined;
}

/** Sets the process-wide tracer. Disposing it sends what is still held, and takes the tracer away. */
export async function startTelemetry(options: TelemetryOptions): Promise<AsyncDisposable> {
  const { otlpEndpoint, langfuse, exportDelayMs = 1000 } = options;
  const send = (exporter: SpanExporter) =>
    new BatchSpanProcessor({ exporter, scheduledDelayMillis: exportDelayMs, maxQueueSize: 16_384 });
  const processors: SpanProcessor[] = [];
  const exporterTo = async (receiver: { url: string; headers?: Record<string, string> }) => {
    const { OTLPTraceExporter } = await import('@opentelemetry/exporter-trace-otlp-http');
    return new OTLPTraceExporter(receiver);
  };
  if (otlpEndpoint !== undefined) {
    const url = `${otlpEndpoint.replace(/\/$/, '')}/v1/traces`;
    processors.push(send(rewriteSpans(await exporterTo({ url }), withoutSecrets)));
  }
  if (langfuse) {
    const exporter = await exporterTo(langfuseEndpoint(langfuse));
    const rewrite = (attributes: Attributes, span: ReadableSpan) =>
      langfuseAttributes(withoutSecrets(attributes), hrTimeToMilliseconds(span.startTime));
    processors.push(send(rewriteSpans(exporter, rewrite)));
  }
  if (processors.length > 0) processors.unshift(inheritAttributes());
  const provider = new TracerProvider({
    resource: resourceFromAttributes({ 'service.name': options.serviceName, 'service.namespace': 'nex' }),
    sampler: new ParentBasedSampler({ root: new AlwaysOnSampler() }),
    spanProcessors: processors,
  });
  const own = [
    [context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable()), context],
    [propagation.setGlobalPropagator(new W3CTraceContextPropagator()), propagation],
    [trace.setGlobalTracerProvider(provider), trace],
  ] as const;
  return {
    async [Symbol.asyncDispose]() {
      await provider.shutdown();
      for (const [wasSet, api] of own) if (wasSet) api.disable();
    },
  };
}
