export type { MetricDefinition } from './metric.ts';
export * from './metrics.ts';
export { NODE_METRICS } from './node-metrics.ts';
