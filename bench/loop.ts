/** CPU per model call of the loop in memory, in turns with a bare loop. `node bench/loop.ts [rounds]` */
import { createBareLoop } from './bare-loop.ts';
import { inFlight, inTurns, machine, measure, median, medianRatio, openTable, round } from './measure.ts';
import { startModelServer } from './model-server.ts';
import { createOwnLoop } from './own-loop.ts';

const ROUNDS = Number(process.argv[2] ?? 5);
const CASES = [
  { width: 1, runs: 100, target: '0.25 ms' },
  { width: 32, runs: 1000, target: '6,000 calls/s' },
] as const;

using server = await startModelServer();
const print = openTable(`Loop in memory, ten tool steps (${machine()})`);
for (const { width, runs, target } of CASES) {
  const url = server.url(0, 10);
  await using bare = createBareLoop(url, 64);
  await using own = createOwnLoop(url, 64);
  const once = (loop: { run(result: string): Promise<number> }) => async () => {
    let calls = 0;
    const { cpuMs, wallMs } = await measure(() =>
      inFlight(runs, width, async () => {
        const made = await loop.run('12');
        calls += made;
      }),
    );
    return { cpuMs: cpuMs / calls, perSecond: (calls / wallMs) * 1000 };
  };
  const [base = [], ours = []] = await inTurns(ROUNDS, [once(bare), once(own)]);
  const cpu = (all: typeof base) => all.map(({ cpuMs }) => cpuMs);
  for (const [loop, all] of Object.entries({ 'bare undici': base, platform: ours })) {
    print({
      loop,
      'in flight': width,
      'CPU ms per model call': round(median(cpu(all))),
      'of bare': round(medianRatio(cpu(all), cpu(base)), 2),
      'model calls per s': Math.round(median(all.map(({ perSecond }) => perSecond))),
      'target (machine where bare takes 0.13)': loop === 'platform' ? target : '',
    });
  }
}
