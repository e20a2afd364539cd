/** Of Node, by OpenTelemetry's own instrumentation (semantic conventions for Node.js and V8). Nobody else tells them. */
import type { MetricDefinition } from './metric.ts';

const delay = (which: string): MetricDefinition => ({
  kind: 'gauge',
  unit: 's',
  labels: [],
  help: `Delay of the event loop since the last collection: ${which}.`,
});
const heap = (what: string): MetricDefinition => ({
  kind: 'gauge',
  unit: 'By',
  labels: ['v8js.heap.space.name'],
  help: `Heap by space: ${what}.`,
});

export const NODE_METRICS: Readonly<Record<string, MetricDefinition>> = {
  'nodejs.eventloop.delay.min': delay('the shortest'),
  'nodejs.eventloop.delay.max': delay('the longest'),
  'nodejs.eventloop.delay.mean': delay('the mean'),
  'nodejs.eventloop.delay.stddev': delay('the standard deviation'),
  'nodejs.eventloop.delay.p50': delay('the median'),
  'nodejs.eventloop.delay.p90': delay('90 of 100 are shorter'),
  'nodejs.eventloop.delay.p99': delay('99 of 100 are shorter'),
  'nodejs.eventloop.utilization': {
    kind: 'gauge',
    unit: '1',
    labels: [],
    help: 'Part of the time since the last collection that the event loop was at work.',
  },
  'nodejs.eventloop.time': {
    kind: 'counter',
    unit: 's',
    labels: ['nodejs.eventloop.state'],
    help: 'Time of the event loop by state: active or idle.',
  },
  'v8js.gc.duration': {
    kind: 'histogram',
    unit: 's',
    labels: ['v8js.gc.type'],
    buckets: [0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10],
    help: 'Time of garbage collections by kind: major, minor, incremental or weakcb.',
  },
  'v8js.memory.heap.used': heap('in use'),
  'v8js.memory.heap.space.size': heap('size'),
  'v8js.memory.heap.space.available_size': heap('free'),
  'v8js.memory.heap.space.physical_size': heap('memory that it takes'),
  'v8js.resource.active': {
    kind: 'gauge',
    unit: '{resource}',
    labels: ['v8js.resource.type'],
    help: 'What keeps the event loop alive, by type.',
  },
};
