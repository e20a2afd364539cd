/**
 * Runs through the service with the durable log in Postgres: CPU of the worker's own process per model call, share of
 * the ideal rate with many runs in flight, and storage per byte of message. `node bench/service.ts [concurrency…]`
 */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { createBareLoop } from './bare-loop.ts';
import { inFlight, machine, measure, openTable, round } from './measure.ts';
import { startModelServer } from './model-server.ts';
import { startStack } from './stack.ts';

interface Told {
  calls: number;
  cpuMs: number;
  wallMs: number;
  rssMb: number;
  bytes: { stored: number; packed: number; messages: number };
}

const CASES = [
  { name: '1 in flight, no latency', width: 1, runs: 200, warmUp: 300, latencyMs: 0, resultChars: 2 },
  { name: '32 in flight, no latency', width: 32, runs: 600, warmUp: 300, latencyMs: 0, resultChars: 2 },
  { name: '32 in flight, 4 KB results', width: 32, runs: 300, warmUp: 100, latencyMs: 0, resultChars: 4096 },
  { name: '1,000 in flight at 2 s', width: 1000, runs: 2000, warmUp: 300, latencyMs: 2000, resultChars: 2 },
] as const;
/** Runs of the bare loop, the measure of the machine. */
const BARE_RUNS = 300;

using server = await startModelServer();
await using stack = await startStack();
const print = openTable(`Through the service, ten tool steps (${machine()})`);
for (const one of CASES) {
  const worker = fork(new URL('./service-worker.ts', import.meta.url), {
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
  const baseUrl = server.url(one.latencyMs, 10);
  worker.send({ ...one, baseUrl, databaseUrl: await stack.createDatabase() });
  const crashed = once(worker, 'exit').then(([code]) => {
    throw new Error(`The worker ended with ${String(code)} before it was done.`);
  });
  const [told] = (await Promise.race([once(worker, 'message'), crashed])) as [Told];
  crashed.catch(() => {});
  worker.disconnect();
  const bare = await bareMs();
  const ideal = one.latencyMs === 0 ? 0 : (one.width * 1000) / one.latencyMs;
  // The target is 0.5 ms where a call of the bare loop takes 0.13.
  print({
    case: one.name,
    'CPU ms per model call': round(told.cpuMs / told.calls),
    'of bare': round(told.cpuMs / told.calls / bare, 1),
    'model calls per s': Math.round((told.calls / told.wallMs) * 1000),
    'of ideal': ideal === 0 ? '' : `${Math.round((told.calls / told.wallMs / ideal) * 100_000)} %`,
    'RSS MB': Math.round(told.rssMb),
    'stored bytes per message byte': round(told.bytes.stored / told.bytes.messages, 2),
    'when packed': round(told.bytes.packed / told.bytes.messages, 2),
  });
}

/** CPU of a sequential call of the bare loop at this time, in this process, in ms. */
async function bareMs(): Promise<number> {
  await using loop = createBareLoop(server.url(0, 10), 4);
  await inFlight(BARE_RUNS / 3, 1, () => loop.run('12'));
  let calls = 0;
  const { cpuMs } = await measure(() =>
    inFlight(BARE_RUNS, 1, async () => {
      const made = await loop.run('12');
      calls += made;
    }),
  );
  return cpuMs / calls;
}
