/**
 * The main job on a machine that has nothing prepared: starts the platform, makes a data set from one sentence, says
 * what came of it, and stops what it started. Exit code 0 only when the data set is there.
 */
import { duration, EXIT, errorLines, exitCodeOf, type Progress } from '@nex/cli';
import { nexHome } from '@nex/cli/stack';
import { createClient } from '@nex/client';
import { NexError, toNexError } from '@nex/core';
import { doMainJob } from './quickstart/main-job.ts';
import { HELP, type QuickstartArguments, readArguments } from './quickstart/options.ts';
import { openPlatform } from './quickstart/platform.ts';
import { readRecord } from './quickstart/record.ts';
import { createStageClock } from './quickstart/stage-clock.ts';

/** Terminal, npm and parent may each deliver the same Ctrl-C; one that comes later is meant. */
const DOUBLE_MS = 2_000;

async function quickstart({ options, keepRunning }: QuickstartArguments, signal: AbortSignal): Promise<void> {
  let progress: Progress | undefined;
  const print = (line: string) => {
    if (progress) progress.note(line);
    else process.stdout.write(`${line}\n`);
  };
  const clock = createStageClock([{ name: 'dependencies', ms: Number(process.env.NEX_INSTALL_MS ?? 0) }]);
  print(`Sentence: ${options.spec}`);
  print('Starting the platform…');
  clock.begin('platform');
  await using platform = await openPlatform(signal, print);
  print(platform.line);
  const client = createClient({
    baseUrl: platform.gateway,
    ...(process.env.NEX_API_KEY ? { apiKey: process.env.NEX_API_KEY } : {}),
    // A service that fell over is started again within seconds: the client waits that long.
    retry: { attempts: 12, maxMs: 3_000 },
  });
  await doMainJob({
    client,
    home: nexHome(),
    options,
    clock,
    signal,
    print,
    showOn: (next) => {
      progress = next;
    },
  });
  clock.end();
  for (const line of ['', ...clock.lines()]) print(line);
  if (!keepRunning) {
    print('`npm run quickstart -- --keep-running` leaves the platform up, to see it all in the dashboard.');
    return;
  }
  await platform.keep();
  print('The platform stays up. `npm run nex -- down` stops it.');
  for (const [name, url] of Object.entries(platform.urls)) print(`  ${name.padEnd(10)} ${url}`);
  print(`Dashboard: ${platform.gateway}/`);
}

async function main(): Promise<number> {
  const control = new AbortController();
  let firstAt = 0;
  const interrupt = (): void => {
    if (control.signal.aborted) {
      if (Date.now() - firstAt > DOUBLE_MS) process.exit(EXIT.interrupted);
      return;
    }
    firstAt = Date.now();
    process.stdout.write('\nStopping…\n');
    control.abort();
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, interrupt);
  // Whoever reads the output went away (`| head`): the same as Ctrl-C, or the platform would be left running.
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => control.abort());
  const since = performance.now();
  let given: QuickstartArguments;
  try {
    given = readArguments(process.argv.slice(2));
  } catch (thrown) {
    for (const line of errorLines(toNexError(thrown))) process.stderr.write(`${line}\n`);
    return EXIT.usage;
  }
  if (given.help) {
    process.stdout.write(`${HELP}\n`);
    return EXIT.ok;
  }
  try {
    await quickstart(given, control.signal);
    process.stdout.write(`Done in ${duration(performance.now() - since)}.\n`);
    return EXIT.ok;
  } catch (thrown) {
    return await report(thrown, control.signal.aborted);
  }
}

async function report(thrown: unknown, interrupted: boolean): Promise<number> {
  if (interrupted) {
    const record = await readRecord(nexHome());
    const what = record?.buildId
      ? `build ${record.buildId}`
      : record?.frameworkId
        ? 'its framework'
        : 'nothing yet';
    process.stdout.write(
      `Stopped everything that was started. Nothing is lost: the same command resumes (${what}).\n`,
    );
    return EXIT.interrupted;
  }
  const error = toNexError(thrown, 'internal', 'The quickstart failed.');
  for (const line of errorLines(error)) process.stderr.write(`${line}\n`);
  if (!(thrown instanceof NexError) && thrown instanceof Error)
    process.stderr.write(`${thrown.stack ?? ''}\n`);
  return exitCodeOf(error);
}

process.exit(await main());
