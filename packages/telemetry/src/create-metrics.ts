/**
 * The one place that constructs OpenTelemetry's metrics: an instrument per line of the table, made once. They are read
 * in Prometheus' text form, and sent over OTLP when there is an endpoint. Nothing here is global to the process.
 */
import { METRICS, type MetricName, type Metrics, NO_METRICS } from '@nex/core';
import type { Attributes, Meter } from '@opentelemetry/api';
import { PrometheusSerializer } from '@opentelemetry/exporter-prometheus';
import { RuntimeNodeInstrumentation } from '@opentelemetry/instrumentation-runtime-node';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { MeterProvider, MetricReader, PeriodicExportingMetricReader } from '@opentelemetry/sdk-metrics';
import { LabelBounds } from './label-bounds.ts';

export interface MetricsOptions {
  serviceName: string;
  /** Default true; else nothing is measured, and nothing is there to be read. */
  enabled?: boolean;
  /** Base URL of an OTLP/HTTP receiver; `/v1/metrics` is appended. Absent: nothing is sent. */
  otlpEndpoint?: string | undefined;
  /** Pause between two exports. Default 15,000 ms. */
  exportDelayMs?: number;
  /** Whether Node's own are told: event loop, heap, garbage collection. Default true. */
  node?: boolean;
}

/** Longest wait for a gauge that asks a store. */
const COLLECT_TIMEOUT_MS = 5000;

type Recorder = (value: number, labels: Attributes) => void;
interface AnyReading {
  value: number;
  labels: Readonly<Record<string, string>>;
}
type Read = () => readonly AnyReading[] | Promise<readonly AnyReading[]>;

/** Collects when it is asked. */
class ScrapedReader extends MetricReader {
  protected override onForceFlush(): Promise<void> {
    return Promise.resolve();
  }
  protected override onShutdown(): Promise<void> {
    return Promise.resolve();
  }
}

/** Disposing sends what is still held and stops Node's observers. */
export async function createMetrics(
  options: MetricsOptions & { enabled: boolean },
): Promise<Metrics & AsyncDisposable>;
export async function createMetrics(
  options: Omit<MetricsOptions, 'enabled'>,
): Promise<Required<Metrics> & AsyncDisposable>;
export async function createMetrics(options: MetricsOptions): Promise<Metrics & AsyncDisposable> {
  if (options.enabled === false) return { ...NO_METRICS, async [Symbol.asyncDispose]() {} };
  const { serviceName, otlpEndpoint, exportDelayMs = 15_000, node = true } = options;
  const scraped = new ScrapedReader();
  const readers: MetricReader[] = [scraped];
  if (otlpEndpoint !== undefined) {
    const { OTLPMetricExporter } = await import('@opentelemetry/exporter-metrics-otlp-http');
    const exporter = new OTLPMetricExporter({ url: `${otlpEndpoint.replace(/\/$/, '')}/v1/metrics` });
    readers.push(new PeriodicExportingMetricReader({ exporter, exportIntervalMillis: exportDelayMs }));
  }
  const provider = new MeterProvider({
    resource: resourceFromAttributes({ 'service.name': serviceName, 'service.namespace': 'nex' }),
    readers,
  });
  const watched = new Map<MetricName, Set<Read>>();
  const recorders = createRecorders(provider.getMeter('nex'), watched);
  const nodeMetrics = node ? new RuntimeNodeInstrumentation() : undefined;
  nodeMetrics?.setMeterProvider(provider);
  const serializer = new PrometheusSerializer(undefined, false, /^service\.name$/, true, true);
  const tell = (name: MetricName, value: number, labels: Readonly<Record<string, string>>) => {
    const one = recorders.get(name);
    one?.record(value, one.bounds.of(labels));
  };
  return {
    count: (name, labels, by = 1) => tell(name, by, labels),
    record: (name, value, labels) => tell(name, value, labels),
    watch(name, read) {
      const reads = watched.get(name) ?? new Set();
      watched.set(name, reads.add(read));
      return { [Symbol.dispose]: () => void reads.delete(read) };
    },
    async text() {
      const { resourceMetrics } = await scraped.collect({ timeoutMillis: COLLECT_TIMEOUT_MS });
      return serializer.serialize(resourceMetrics);
    },
    async [Symbol.asyncDispose]() {
      nodeMetrics?.disable();
      // A receiver that is away must not keep the process from ending.
      await provider.shutdown().catch(() => {});
    },
  };
}

interface Instrument {
  record: Recorder;
  bounds: LabelBounds;
}

function createRecorders(
  meter: Meter,
  watched: ReadonlyMap<MetricName, ReadonlySet<Read>>,
): Map<MetricName, Instrument> {
  const recorders = new Map<MetricName, Instrument>();
  for (const [name, definition] of Object.entries(METRICS) as [MetricName, (typeof METRICS)[MetricName]][]) {
    const described = { unit: definition.unit, description: definition.help };
    const bounds = new LabelBounds(definition.labels);
    if (definition.kind === 'gauge') {
      meter.createObservableGauge(name, described).addCallback(async (result) => {
        for (const [labels, value] of await readAll(watched.get(name), bounds)) result.observe(value, labels);
      });
      continue;
    }
    recorders.set(name, { record: recorderOf(meter, name, definition, described), bounds });
  }
  return recorders;
}

function recorderOf(
  meter: Meter,
  name: MetricName,
  definition: Exclude<(typeof METRICS)[MetricName], { kind: 'gauge' }>,
  described: { unit: string; description: string },
): Recorder {
  if (definition.kind === 'histogram') {
    const advice = { explicitBucketBoundaries: [...definition.buckets] };
    const histogram = meter.createHistogram(name, { ...described, advice });
    return (value, labels) => histogram.record(value, labels);
  }
  // Sums are kept here and read at a collection: the SDK would sort and write out the labels at each telling.
  const sums = new Map<Attributes, number>();
  const sum =
    definition.kind === 'counter'
      ? meter.createObservableCounter(name, described)
      : meter.createObservableUpDownCounter(name, described);
  sum.addCallback((result) => {
    for (const [labels, value] of sums) result.observe(value, labels);
  });
  return (value, labels) => void sums.set(labels, (sums.get(labels) ?? 0) + value);
}

/** The same labels twice are one series. */
async function readAll(reads: ReadonlySet<Read> | undefined, bounds: LabelBounds) {
  const sums = new Map<Readonly<Record<string, string>>, number>();
  for (const answer of await Promise.allSettled([...(reads ?? [])].map(async (read) => read()))) {
    if (answer.status === 'rejected') continue;
    for (const { value, labels } of answer.value) {
      const told = bounds.of(labels);
      sums.set(told, (sums.get(told) ?? 0) + value);
    }
  }
  return sums;
}
