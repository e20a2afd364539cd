/** `nex up`: starts the platform on this machine. */
import { tryBuildDashboard } from '../stack/build-dashboard.ts';
import { startStack } from '../stack/start-stack.ts';
import type { CommandDefinition } from './command.ts';

export const up: CommandDefinition = (program, run) =>
  program
    .command('up')
    .description('start Postgres, the offline model and the four services on this machine')
    .option('--detach', 'leave them running and return')
    .action((options: { detach?: boolean }, command) =>
      run(command, async (context) => {
        const onNote = (line: string) => context.note(line);
        const hasDashboard = await tryBuildDashboard({ onNote, signal: context.signal });
        await using stack = await startStack({
          home: context.home,
          env: context.env,
          documentedPorts: true,
          restart: !options.detach,
          onNote,
          signal: context.signal,
        });
        const { offlineModel, urls } = stack;
        const dashboard = hasDashboard ? `${urls.gateway}/` : null;
        context.print({ urls, offlineModel, dashboard }, () => [
          ...Object.entries(urls).map(([name, url]) => `${name.padEnd(10)} ${url}`),
          ...(offlineModel
            ? ['The model is the offline, rule-based one. LLM_BASE_URL and LLM_MODEL name another.']
            : []),
          ...(dashboard === null ? [] : [`Dashboard: ${dashboard}`]),
        ]);
        if (options.detach) {
          await stack.detach();
          return;
        }
        context.note('Ready. Ctrl-C stops everything.');
        await aborted(context.signal);
        context.note('Stopping…');
      }),
    );

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    // A live timer keeps the process up: the services are not its children to wait for.
    const timer = setInterval(() => {}, 60_000);
    const end = () => {
      clearInterval(timer);
      resolve();
    };
    if (signal.aborted) end();
    else signal.addEventListener('abort', end, { once: true });
  });
}
