/** CPU per model call of the loop in memory with metrics, in turns with the same without. `node bench/metrics.ts [rounds]` */
import { NO_METRICS } from '@nex/core';
import { createMetrics } from '@nex/telemetry';
import { inFlight, inTurns, machine, measure, median, medianRatio, openTable, round } from './measure.ts';
import { startModelServer } from './model-server.ts';
import { createOwnLoop } from './own-loop.ts';

const ROUNDS = Number(process.argv[2] ?? 5);
const RUNS = 200;
const WIDTH = 32;
const TOLD = 200_000;

using server = await startModelServer();
await using metrics = await createMetrics({ serviceName: 'bench' });
const print = openTable(`Metrics in the loop (${machine()})`);
const url = server.url(0, 10);
await using without = createOwnLoop(url, 64, 500, NO_METRICS);
await using told = createOwnLoop(url, 64, 500, metrics);
const once = (loop: { run(result: string): Promise<number> }) => async () => {
  let calls = 0;
  const { cpuMs } = await measure(() =>
    inFlight(RUNS, WIDTH, async () => {
      const made = await loop.run('12');
      calls += made;
    }),
  );
  return cpuMs / calls;
};
const [base = [], ours = []] = await inTurns(ROUNDS, [once(without), once(told)]);
for (const [name, all] of Object.entries({ off: base, on: ours })) {
  print({
    metrics: name,
    'in flight': WIDTH,
    'CPU ms per model call': round(median(all), 4),
    'of off': round(medianRatio(all, base), 3),
  });
}
const { cpuMs } = await measure(async () => {
  for (let index = 0; index < TOLD; index += 1) {
    metrics.count('nex_model_calls_total', { model: 'bench', outcome: 'ok' });
    metrics.record('nex_queue_wait_seconds', 0.2, { queue: 'run.execute' });
  }
});
console.log(`\nOne count or record: ${round((cpuMs * 1000) / TOLD / 2, 2)} µs of CPU`);
