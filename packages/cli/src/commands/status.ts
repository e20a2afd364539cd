/** `nex status`: what runs, and whether it answers. */
import { EXIT } from '../exit-code.ts';
import { tableLines } from '../output/table.ts';
import { answers } from '../stack/readiness.ts';
import { livingProcesses, readState, type StackState } from '../stack/state.ts';
import type { CommandDefinition } from './command.ts';

interface ProcessStatus {
  name: string;
  pid: number;
  state: 'ready' | 'not ready' | 'ended';
  url: string;
}

export const status: CommandDefinition = (program, run) =>
  program
    .command('status')
    .description('show the processes of the local platform, and whether each is ready')
    .action((_, command) =>
      run(command, async (context) => {
        const state = await readState(context.home);
        if (state === undefined) {
          context.print({ running: false, processes: [] }, () => [
            'Nothing runs here. `nex up` starts the platform.',
          ]);
          return EXIT.unreachable;
        }
        const processes = await statusOf(state);
        const running = processes.every((process) => process.state === 'ready');
        const { postgres, queue, offlineModel } = state;
        context.print({ running, processes, postgres: postgres ?? null, queue, offlineModel }, () => [
          ...tableLines(
            ['process', 'state', 'pid', 'address'],
            processes.map(({ name, state: now, pid, url }) => [name, now, String(pid), url]),
          ),
          `Postgres: ${postgres ? `${postgres.kind} ${postgres.version} on port ${postgres.port}` : 'given by DATABASE_URL'}; queue on ${queue === 'redis' ? 'Redis' : 'Postgres'}`,
        ]);
        return running ? EXIT.ok : EXIT.unreachable;
      }),
    );

/** Sorted by name. */
async function statusOf(state: StackState): Promise<ProcessStatus[]> {
  const alive = new Set((await livingProcesses(state)).map(({ pid }) => pid));
  const rows = state.processes.map(async ({ name, pid }): Promise<ProcessStatus> => {
    const url = state.urls[name === 'offline-model' ? 'model' : name] ?? '';
    if (!alive.has(pid)) return { name, pid, state: 'ended', url };
    const question = name === 'offline-model' ? url.replace(/\/v1$/, '/healthz') : `${url}/readyz`;
    return { name, pid, state: (await answers(question)) ? 'ready' : 'not ready', url };
  });
  return (await Promise.all(rows)).sort((a, b) => (a.name < b.name ? -1 : 1));
}
