/**
 * Share of the ideal rate with thousands of runs in flight in one process, in memory, in turns with a bare loop.
 * `node bench/in-flight.ts [rounds]`
 */
import { createBareLoop } from './bare-loop.ts';
import { inFlight, inTurns, machine, measure, median, medianRatio, openTable, round } from './measure.ts';
import { startModelServer } from './model-server.ts';
import { createOwnLoop } from './own-loop.ts';

const ROUNDS = Number(process.argv[2] ?? 2);
const CASES = [
  { width: 1000, latencyMs: 200, runsEach: 3, target: '85 % where bare has 94 %' },
  { width: 5000, latencyMs: 200, runsEach: 1, target: '25 % where bare has 29 %' },
  { width: 5000, latencyMs: 2000, runsEach: 2, target: '90 %, under 1,200 MB' },
] as const;

using server = await startModelServer();
const print = openTable(`Runs in flight in memory, ten tool steps (${machine()})`);
for (const { width, latencyMs, runsEach, target } of CASES) {
  const url = server.url(latencyMs, 10);
  const ideal = (width * 1000) / latencyMs;
  const once = (make: typeof createBareLoop | typeof createOwnLoop) => async () => {
    await using loop = make(url, width);
    let calls = 0;
    const { cpuMs, wallMs, rssMb } = await measure(() =>
      inFlight(width * runsEach, width, async () => {
        const made = await loop.run('12');
        calls += made;
      }),
    );
    return { cpuMs: cpuMs / calls, share: ((calls / wallMs) * 1000) / ideal, rssMb };
  };
  const [base = [], ours = []] = await inTurns(ROUNDS, [once(createBareLoop), once(createOwnLoop)]);
  const cpu = (all: typeof base) => all.map(({ cpuMs }) => cpuMs);
  for (const [loop, all] of Object.entries({ 'bare undici': base, platform: ours })) {
    print({
      loop,
      'in flight': width,
      'latency ms': latencyMs,
      'of ideal': `${round(median(all.map(({ share }) => share)) * 100, 1)} %`,
      'CPU ms per model call': round(median(cpu(all))),
      'of bare': round(medianRatio(cpu(all), cpu(base)), 2),
      // Of both loops in turn, as they share the process.
      'RSS MB': Math.round(Math.max(...all.map(({ rssMb }) => rssMb))),
      target: loop === 'platform' ? target : '',
    });
  }
}
