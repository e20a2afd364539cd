/** Cost of a step as the history grows: 4 KB results, CPU of ten steps at a time. `node bench/history.ts` */
import { createBareLoop } from './bare-loop.ts';
import { machine, measure, printTable, round } from './measure.ts';
import { startModelServer } from './model-server.ts';
import { createOwnLoop } from './own-loop.ts';

const RESULT = 'x'.repeat(4096);
const ROUNDS = 12;

using server = await startModelServer();
const rows: Record<string, string | number>[] = [];
for (const [from, to] of [
  [0, 10],
  [50, 60],
  [100, 110],
  [390, 400],
] as const) {
  const row: Record<string, string | number> = { steps: `${from}–${to - 1}` };
  for (const [name, make] of [
    ['bare undici', createBareLoop],
    ['platform', createOwnLoop],
  ] as const) {
    // What the steps cost is the difference of two whole runs.
    const cost = async (steps: number) => {
      if (steps === 0) return 0;
      await using loop = make(server.url(0, steps), 4);
      await loop.run(RESULT);
      const { cpuMs } = await measure(async () => {
        for (let i = 0; i < ROUNDS; i += 1) await loop.run(RESULT);
      });
      return cpuMs / ROUNDS;
    };
    row[`${name}, CPU ms per step`] = round(((await cost(to)) - (await cost(from))) / (to - from));
  }
  rows.push(row);
}
printTable(`Cost of a step by length of the history, 4 KB results (${machine()})`, rows);
