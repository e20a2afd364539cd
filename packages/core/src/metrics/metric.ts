/** What a metric is, and how it is told of. Whoever measures is handed a `Metrics`; without one it measures nothing. */

interface Described {
  /** As in the Unified Code for Units of Measure: `s`, `By`, `1`, `{run}`. */
  unit: string;
  help: string;
  labels: readonly string[];
}

/** Only grows. */
export interface CounterDefinition extends Described {
  kind: 'counter';
}
/** Grows and shrinks by what is told; of this process. */
export interface UpDownDefinition extends Described {
  kind: 'updown';
}
/** Read anew at each collection. */
export interface GaugeDefinition extends Described {
  kind: 'gauge';
}
export interface HistogramDefinition extends Described {
  kind: 'histogram';
  /** Upper bounds, ascending. */
  buckets: readonly number[];
}

export type MetricDefinition = CounterDefinition | UpDownDefinition | GaugeDefinition | HistogramDefinition;

/** From 5 ms to 5 min: requests, tools, models. */
export const SECONDS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120, 300] as const;
/** From 0.1 s to 4 h: stages, steps, runs. */
export const LONG_SECONDS = [0.1, 0.5, 1, 5, 15, 30, 60, 120, 300, 600, 1800, 3600, 14_400] as const;
