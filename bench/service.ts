/**
 * Runs through the service with the durable log in Postgres: CPU of the worker's own process per model call, share of
 * the ideal rate with many runs in flight, and storage per byte of message. `node bench/service.ts [concurrency…]`
 */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { machine, printTable, round } from './measure.ts';
import { startModelServer } from './model-server.ts';
import { startStack } from './stack.ts';

interface Told {
  calls: number;
  cpuMs: number;
  wallMs: number;
  rssMb: number;
  bytes: { stored: number; messages: number };
}

const CASES = [
  { name: '1 in flight, no latency', width: 1, runs: 60, latencyMs: 0, resultChars: 2 },
  { name: '32 in flight, no latency', width: 32, runs: 600, latencyMs: 0, resultChars: 2 },
  { name: '32 in flight, 4 KB results', width: 32, runs: 300, latencyMs: 0, resultChars: 4096 },
  { name: '1,000 in flight at 2 s', width: 1000, runs: 2000, latencyMs: 2000, resultChars: 2 },
] as const;

using server = await startModelServer();
await using stack = await startStack();
const rows: Record<string, string | number>[] = [];
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
  const ideal = one.latencyMs === 0 ? 0 : (one.width * 1000) / one.latencyMs;
  rows.push({
    case: one.name,
    'CPU ms per model call': round(told.cpuMs / told.calls),
    'model calls per s': Math.round((told.calls / told.wallMs) * 1000),
    'of ideal': ideal === 0 ? '' : `${Math.round((told.calls / told.wallMs / ideal) * 100_000)} %`,
    'RSS MB': Math.round(told.rssMb),
    'stored bytes per message byte': round(told.bytes.stored / told.bytes.messages, 2),
  });
}
printTable(`Through the service, ten tool steps (${machine()})`, rows);
