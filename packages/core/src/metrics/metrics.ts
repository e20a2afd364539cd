/**
 * All metrics that the platform tells of: a name, a unit and the labels of each. Labels never hold ids; values that
 * others choose (models, tools, servers) are bounded where they are kept, and what is over the bound counts as `other`.
 */
import { MAKING_METRICS } from './making-metrics.ts';
import { MODEL_METRICS } from './model-metrics.ts';
import { PLATFORM_METRICS } from './platform-metrics.ts';
import { RUN_METRICS } from './run-metrics.ts';

export const METRICS = {
  ...PLATFORM_METRICS,
  ...MODEL_METRICS,
  ...RUN_METRICS,
  ...MAKING_METRICS,
} as const;

export type MetricName = keyof typeof METRICS;
type Kind = (typeof METRICS)[MetricName]['kind'];
/** The names of one kind. */
export type NameOf<K extends Kind> = {
  [N in MetricName]: (typeof METRICS)[N]['kind'] extends K ? N : never;
}[MetricName];
/** Every label of the metric with its value. */
export type Labels<N extends MetricName> = Readonly<Record<(typeof METRICS)[N]['labels'][number], string>>;

export interface Reading<N extends MetricName> {
  value: number;
  labels: Labels<N>;
}

/** Telling never throws and never waits. */
export interface Metrics {
  /** Adds to a sum. By default 1; only an `updown` takes less than nothing. */
  count<N extends NameOf<'counter' | 'updown'>>(name: N, labels: Labels<N>, by?: number): void;
  record<N extends NameOf<'histogram'>>(name: N, value: number, labels: Labels<N>): void;
  /**
   * Asks at each collection until it is disposed. Readings of several askers with the same labels are added up. What is
   * thrown, or takes longer than a collection waits, leaves the readings out.
   */
  watch<N extends NameOf<'gauge'>>(
    name: N,
    read: () => readonly Reading<N>[] | Promise<readonly Reading<N>[]>,
  ): Disposable;
  /** Everything that was told, in Prometheus' text format 0.0.4. Absent where nothing is kept. */
  text?(): Promise<string>;
}

/** Measures nothing. */
export const NO_METRICS: Metrics = {
  count() {},
  record() {},
  watch: () => ({ [Symbol.dispose]() {} }),
};

/** Seconds since a time of `performance.now`. */
export function secondsSince(startedAt: number): number {
  return (performance.now() - startedAt) / 1000;
}

/** The name under which Prometheus shows it; a histogram has `_bucket`, `_sum` and `_count` behind it. */
export function prometheusName(name: string, kind: Kind): string {
  const plain = name.replaceAll(/[^A-Za-z0-9_]/g, '_');
  return kind === 'counter' && !plain.endsWith('_total') ? `${plain}_total` : plain;
}
