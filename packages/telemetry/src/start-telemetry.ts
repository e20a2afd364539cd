/**
 * The one place that constructs the OpenTelemetry SDK. Spans always exist, because rows carry their trace ids;
 * they leave the process only when an OTLP endpoint is configured.
 */
import { context, propagation, trace } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import { W3CTraceContextPropagator } from '@opentelemetry/core';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { resourceFromAttributes } from '@opentelemetry/resources';
import {
  AlwaysOnSampler,
  BatchSpanProcessor,
  ParentBasedSampler,
  TracerProvider,
} from '@opentelemetry/sdk-trace';

export interface TelemetryOptions {
  serviceName: string;
  /** Base URL of an OTLP/HTTP receiver; `/v1/traces` is appended. Absent: nothing is exported. */
  otlpEndpoint?: string | undefined;
  /** Pause between two exports. Default 1000 ms. */
  exportDelayMs?: number;
}

/** Sets the process-wide tracer. Disposing it sends what is still held. */
export function startTelemetry(options: TelemetryOptions): AsyncDisposable {
  const processors = options.otlpEndpoint
    ? [
        new BatchSpanProcessor({
          exporter: new OTLPTraceExporter({ url: `${options.otlpEndpoint.replace(/\/$/, '')}/v1/traces` }),
          scheduledDelayMillis: options.exportDelayMs ?? 1000,
          maxQueueSize: 16_384,
        }),
      ]
    : [];
  const provider = new TracerProvider({
    resource: resourceFromAttributes({ 'service.name': options.serviceName, 'service.namespace': 'nex' }),
    sampler: new ParentBasedSampler({ root: new AlwaysOnSampler() }),
    spanProcessors: processors,
  });
  context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
  propagation.setGlobalPropagator(new W3CTraceContextPropagator());
  trace.setGlobalTracerProvider(provider);
  return {
    async [Symbol.asyncDispose]() {
      await provider.shutdown();
    },
  };
}
