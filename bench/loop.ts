/** CPU per model call of the loop in memory, against a bare loop in the same run. `node bench/loop.ts` */
import { createBareLoop } from './bare-loop.ts';
import { inFlight, machine, measure, printTable, round } from './measure.ts';
import { startModelServer } from './model-server.ts';
import { createOwnLoop } from './own-loop.ts';

using server = await startModelServer();
const rows: Record<string, string | number>[] = [];
for (const [width, runs] of [
  [1, 300],
  [32, 3000],
] as const) {
  const url = server.url(0, 10);
  const loops = { 'bare undici': createBareLoop(url, 64), platform: createOwnLoop(url, 64) };
  for (const [name, loop] of Object.entries(loops)) {
    await using one = loop;
    await inFlight(runs / 3, width, () => one.run('12'));
    let calls = 0;
    const { cpuMs, wallMs } = await measure(() =>
      inFlight(runs, width, async () => {
        const made = await one.run('12');
        calls += made;
      }),
    );
    rows.push({
      loop: name,
      'in flight': width,
      'CPU ms per model call': round(cpuMs / calls),
      'model calls per s': Math.round((calls / wallMs) * 1000),
    });
  }
}
printTable(`Loop in memory, ten tool steps (${machine()})`, rows);
