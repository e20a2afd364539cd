/** A place of its own for one probed process: state, home and temporary directory, as in the pool. */
import { cp, mkdir, mkdtemp, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fillPlan } from '../catalogue/launch.ts';
import type { SessionTarget } from '../session/connect.ts';
import { type DirectoryState, directoryState, restoreDirectory } from './directory-state.ts';
import type { TakeNetwork } from './offline.ts';
import type { ProbePlan } from './probe-plan.ts';
import type { ProbedServer } from './probed-server.ts';
import { plantFiles } from './sample-files.ts';

export interface ProbeRoom extends AsyncDisposable {
  readonly root: string;
  readonly state: string;
  /** Files below the state directory, and those elsewhere in the room. */
  look(): Promise<{ state: DirectoryState; elsewhere: DirectoryState }>;
  /** Puts the first files back into the state directory. */
  restore(): Promise<void>;
  target(server: ProbedServer): SessionTarget;
}

export interface RoomOptions {
  plan: ProbePlan;
  /** Where commands are looked for, in the form of PATH. */
  path: string;
  takeNetwork: TakeNetwork | undefined;
  /** Keys of the server: environment variable → value. */
  keys: Readonly<Record<string, string>>;
}

export async function openProbeRoom(server: ProbedServer, options: RoomOptions): Promise<ProbeRoom> {
  const { plan, path, takeNetwork, keys } = options;
  const root = await mkdtemp(join(await realpath(tmpdir()), 'nex-probe-'));
  const [state, home, tmp, first] = ['state', 'home', 'tmp', 'first'].map((name) => join(root, name)) as [
    string,
    string,
    string,
    string,
  ];
  for (const directory of [state, home, tmp]) await mkdir(directory);
  await plantFiles(state, server.state.seed);
  await plantFiles(state, plan.files);
  if (plan.plant) await plantFiles(state);
  await cp(state, first, { recursive: true, preserveTimestamps: true });
  return {
    root,
    state,
    look: async () => ({ state: await directoryState(state), elsewhere: await directoryState(home) }),
    restore: () => restoreDirectory(state, first),
    target(probed) {
      if (probed.runtime === 'http') {
        const headers = Object.entries(probed.headers).map(
          ([name, text]) => [name, fillKeys(text, keys)] as const,
        );
        return { type: 'http', url: probed.url ?? '', headers: Object.fromEntries(headers) };
      }
      const { command, args, env } = fillPlan(probed.plan, { STATE_DIR: state });
      const started = takeNetwork ? takeNetwork({ command, args }) : { command, args };
      const cwd = probed.working_directory === 'state' ? state : home;
      return { type: 'stdio', ...started, env: { ...env, ...keys }, place: { home, tmp, cwd, path } };
    },
    [Symbol.asyncDispose]: () => rm(root, { recursive: true, force: true, maxRetries: 3 }),
  };
}

function fillKeys(text: string, keys: Readonly<Record<string, string>>): string {
  return text.replaceAll(/\$\{([A-Z0-9_]+)\}/g, (whole, name: string) => keys[name] ?? whole);
}
