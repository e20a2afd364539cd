import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { METRICS, NODE_METRICS, prometheusName } from '@nex/core';
import { expect, test } from 'vitest';
import { createMetrics } from './create-metrics.ts';
import { LabelBounds } from './label-bounds.ts';

const lines = (text: string, name: string) => text.split('\n').filter((line) => line.startsWith(name));

test('sums, times and gauges are told in the text form of Prometheus, each with its service', async () => {
  await using metrics = await createMetrics({ serviceName: 'runtime', node: false });
  metrics.count('nex_cassette_calls_total', { result: 'hit' }, 2);
  metrics.count('nex_cassette_calls_total', { result: 'hit' });
  metrics.count('nex_runs_in_flight', { level: 'root' });
  metrics.count('nex_runs_in_flight', { level: 'root' }, -1);
  metrics.record('nex_tool_call_duration_seconds', 0.02, { server: 'time' });
  using _one = metrics.watch('nex_postgres_waiting', () => [{ value: 3, labels: {} }]);
  using _other = metrics.watch('nex_postgres_waiting', () => Promise.resolve([{ value: 4, labels: {} }]));
  using _broken = metrics.watch('nex_postgres_waiting', () => Promise.reject(new Error('away')));
  const text = await metrics.text();
  expect(lines(text, 'nex_cassette_calls_total')).toEqual([
    'nex_cassette_calls_total{result="hit",service_name="runtime"} 3',
  ]);
  expect(lines(text, 'nex_runs_in_flight')).toEqual([
    'nex_runs_in_flight{level="root",service_name="runtime"} 0',
  ]);
  expect(lines(text, 'nex_postgres_waiting')).toEqual(['nex_postgres_waiting{service_name="runtime"} 7']);
  expect(text).toContain(
    'nex_tool_call_duration_seconds_bucket{server="time",service_name="runtime",le="0.01"} 0',
  );
  expect(text).toContain(
    'nex_tool_call_duration_seconds_bucket{server="time",service_name="runtime",le="0.025"} 1',
  );
});

test('a gauge is read no more once it is disposed', async () => {
  await using metrics = await createMetrics({ serviceName: 'runtime', node: false });
  const watch = metrics.watch('nex_postgres_waiting', () => [{ value: 1, labels: {} }]);
  watch[Symbol.dispose]();
  expect(lines(await metrics.text(), 'nex_postgres_waiting')).toEqual([]);
});

test('names that others choose make a bounded number of series', async () => {
  await using metrics = await createMetrics({ serviceName: 'runtime', node: false });
  for (let index = 0; index < 500; index += 1) {
    metrics.count('nex_model_calls_total', { model: `model-${index}`, outcome: 'ok' });
  }
  const series = lines(await metrics.text(), 'nex_model_calls_total');
  expect(series).toHaveLength(101);
  expect(series).toContain('nex_model_calls_total{model="other",outcome="ok",service_name="runtime"} 400');
});

test('labels that are each within bounds make no more series than allowed together', () => {
  const bounds = new LabelBounds(['server', 'tool'], { maxValues: 20, maxSeries: 30 });
  const told = new Set<string>();
  for (let server = 0; server < 20; server += 1) {
    for (let tool = 0; tool < 20; tool += 1) {
      const { server: a, tool: b } = bounds.of({ server: `s${server}`, tool: `t${tool}` });
      told.add(`${a} ${b}`);
    }
  }
  expect(told.size).toBe(31);
  expect(told).toContain('other other');
  expect(bounds.of({ server: 's0', tool: 't1' })).toBe(bounds.of({ server: 's0', tool: 't1' }));
});

test("Node's own metrics are those of the table", async () => {
  await using metrics = await createMetrics({ serviceName: 'runtime' });
  const text = await metrics.text();
  const known = new Set(Object.entries(NODE_METRICS).map(([name, { kind }]) => prometheusName(name, kind)));
  const told = [...text.matchAll(/^# TYPE (\S+)/gm)].map(([, name = '']) => name);
  expect(told).toContain('v8js_memory_heap_used');
  expect(told.filter((name) => !known.has(name))).toEqual([]);
});

test('names are unique where Prometheus shows them, and histograms have ascending bounds', () => {
  const names = Object.entries({ ...METRICS, ...NODE_METRICS }).map(([name, { kind }]) =>
    prometheusName(name, kind),
  );
  expect(new Set(names).size).toBe(names.length);
  for (const definition of Object.values(METRICS)) {
    if (definition.kind !== 'histogram') continue;
    expect([...definition.buckets].sort((a, b) => a - b)).toEqual([...definition.buckets]);
  }
});

test('what is held is sent over OTLP at the end', async () => {
  const bodies: string[] = [];
  const server = createServer((request, response) => {
    const parts: Buffer[] = [];
    request.on('data', (part: Buffer) => parts.push(part));
    request.on('end', () => {
      bodies.push(`${request.url} ${Buffer.concat(parts).toString('latin1')}`);
      response.end('{}');
    });
  });
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  const otlpEndpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const metrics = await createMetrics({ serviceName: 'runtime', otlpEndpoint, node: false });
  metrics.count('nex_cassette_calls_total', { result: 'miss' });
  await metrics[Symbol.asyncDispose]();
  server.closeAllConnections();
  server.close();
  expect(bodies).toHaveLength(1);
  expect(bodies[0]).toContain('/v1/metrics');
  expect(bodies[0]).toContain('nex_cassette_calls_total');
});
