/** Cost of a step as the history grows: 4 KB results, CPU of ten steps at a time. `node bench/history.ts [rounds]` */
import { createBareLoop } from './bare-loop.ts';
import { inTurns, machine, measure, median, medianRatio, openTable, round } from './measure.ts';
import { startModelServer } from './model-server.ts';
import { createOwnLoop } from './own-loop.ts';

const RESULT = 'x'.repeat(4096);
const ROUNDS = Number(process.argv[2] ?? 5);

using server = await startModelServer();
const print = openTable(`Cost of a step by length of the history, 4 KB results (${machine()})`);
for (const [from, to] of [
  [0, 10],
  [50, 60],
  [100, 110],
  [390, 400],
] as const) {
  // What the steps cost is the difference of two whole runs.
  const once = (make: typeof createBareLoop | typeof createOwnLoop) => async () => {
    const cost = async (steps: number) => {
      if (steps === 0) return 0;
      await using loop = make(server.url(0, steps), 4);
      await loop.run(RESULT);
      const { cpuMs } = await measure(async () => {
        for (let i = 0; i < 3; i += 1) await loop.run(RESULT);
      });
      return cpuMs / 3;
    };
    const long = await cost(to);
    return (long - (await cost(from))) / (to - from);
  };
  const [base = [], ours = []] = await inTurns(ROUNDS, [once(createBareLoop), once(createOwnLoop)]);
  print({
    steps: `${from}–${to - 1}`,
    'bare undici, CPU ms per step': round(median(base)),
    'platform, CPU ms per step': round(median(ours)),
    'of bare': round(medianRatio(ours, base), 2),
    target: from === 50 ? 'at most 1.2 of bare' : '',
  });
}
