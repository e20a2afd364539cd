/** Share of the ideal rate with thousands of runs in flight in one process, in memory. `node bench/in-flight.ts` */
import { createBareLoop } from './bare-loop.ts';
import { inFlight, machine, measure, printTable, round } from './measure.ts';
import { startModelServer } from './model-server.ts';
import { createOwnLoop } from './own-loop.ts';

const CASES = [
  { width: 1000, latencyMs: 200, rounds: 3 },
  { width: 5000, latencyMs: 200, rounds: 1 },
  { width: 5000, latencyMs: 2000, rounds: 1 },
] as const;

using server = await startModelServer();
const rows: Record<string, string | number>[] = [];
for (const { width, latencyMs, rounds } of CASES) {
  const url = server.url(latencyMs, 10);
  for (const [name, make] of [
    ['bare undici', createBareLoop],
    ['platform', createOwnLoop],
  ] as const) {
    await using loop = make(url, width);
    let calls = 0;
    const { cpuMs, wallMs, rssMb } = await measure(() =>
      inFlight(width * rounds, width, async () => {
        const made = await loop.run('12');
        calls += made;
      }),
    );
    const ideal = (width * 1000) / latencyMs;
    rows.push({
      loop: name,
      'in flight': width,
      'latency ms': latencyMs,
      'model calls per s': Math.round((calls / wallMs) * 1000),
      'of ideal': `${round((calls / wallMs / ideal) * 100_000, 1)} %`,
      'CPU ms per model call': round(cpuMs / calls),
      'RSS MB': Math.round(rssMb),
    });
  }
}
printTable(`Runs in flight in memory, ten tool steps (${machine()})`, rows);
