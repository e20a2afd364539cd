/**
 * A server whose state lies in a daemon: one daemon per pool, and in it a namespace per run, made before the run's
 * first call and removed when the run has ended. The server's process is leased to the run, because it learns its
 * namespace when it starts. The daemon's data lives as long as the pool.
 */
import { createHash } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { NexError } from '@nex/core';
import type { DaemonFields } from '../catalogue/host-fields.ts';
import { fillPlan, fillText, findCommand } from '../catalogue/launch.ts';
import { childEnvironment } from '../session/child-environment.ts';
import { ProcessGroup, type ProcessParameters } from '../session/process-group.ts';
import type { Backend } from './backend.ts';
import type { BackendParts } from './backend-parts.ts';
import { freePort, HostProcess } from './host-process.ts';
import { LeasedBackend } from './leased-backend.ts';
import { placeProcess } from './place.ts';

export async function daemonBackend(options: BackendParts): Promise<Backend> {
  const { server, plan, parts, watch, secrets } = options;
  const { daemon } = server;
  if (!daemon) throw new NexError('catalogue_invalid', `Catalogue entry ${server.name} names no daemon.`);
  const home = await parts.store.openSlot(`${server.name}-daemon`);
  const directory = join(home.root, 'data');
  await mkdir(directory);
  const values = { DAEMON_DIR: directory, PORT: String(await freePort()), FIXTURES: parts.fixtures };
  const parameters = (command: readonly string[], more: Record<string, string> = {}) =>
    programOf(server.name, command, daemon, {
      values: { ...values, ...more },
      path: parts.path,
      place: home,
    });
  const runAll = async (
    commands: readonly (readonly string[])[],
    more: Record<string, string>,
    signal: AbortSignal,
  ) => {
    for (const command of commands) await runToEnd(server.name, await parameters(command, more), signal);
  };
  const host = new HostProcess({
    name: server.name,
    port: Number(values.PORT),
    parameters: await parameters(daemon.command),
    init: (signal) => runAll(daemon.init, {}, signal),
    life: parts.life,
    startTimeoutMs: parts.startTimeoutMs,
    note: (pid) => parts.store.noteProcess(home, pid),
  });
  const limit = () => AbortSignal.any([parts.life, AbortSignal.timeout(parts.startTimeoutMs)]);
  return new LeasedBackend({
    parallel: false,
    timeoutMs: server.timeout_ms,
    saw: (tools) => void watch.saw(tools),
    makeLease: async (rootRunId) => {
      const namespace = { NAMESPACE: namespaceOf(rootRunId) };
      await host.ensure();
      await runAll(daemon.setup, namespace, limit());
      const place = await parts.store.openSlot(`${server.name}-${rootRunId}`);
      const placed = placeProcess(parts, place, {
        plan: fillPlan(plan, { ...values, ...namespace }),
        statePath: await parts.store.stateOf(rootRunId, server.name, server.state.seed),
        alias: server.workspace_alias,
        pathArguments: server.path_arguments,
        protocol: server.protocol,
        watch,
        secrets,
        pinned: server.state.reset === 'none',
      });
      return {
        ...placed,
        ready: () => host.ensure(),
        clear: async () => {
          await parts.store.closeSlot(place);
          await host.ensure();
          await runAll(daemon.teardown, namespace, limit());
        },
      };
    },
    close: () => host.stop(),
  });
}

/** The same for a run on every start, and fit for the name of a schema, a database or an account. */
function namespaceOf(rootRunId: string): string {
  return `run_${createHash('sha256').update(rootRunId).digest('hex').slice(0, 24)}`;
}

async function programOf(
  server: string,
  [program = '', ...args]: readonly string[],
  { env }: DaemonFields,
  {
    values,
    path,
    place,
  }: { values: Record<string, string>; path: string; place: { home: string; tmp: string } },
): Promise<ProcessParameters> {
  const command = await findCommand(fillText(program, values), path);
  if (!command) {
    throw new NexError('catalogue_invalid', `Catalogue entry ${server} needs the command ${program}.`, {
      where: server,
      hint: 'Install the command, or put it on the PATH.',
    });
  }
  const filled = fillPlan({ args, env }, values);
  return {
    command,
    args: filled.args,
    env: childEnvironment({ ...place, path }, filled.env),
    cwd: place.home,
  };
}

/** Throws `tool_unavailable` when it ends with another status than 0. */
async function runToEnd(server: string, parameters: ProcessParameters, signal: AbortSignal): Promise<void> {
  const group = new ProcessGroup(parameters);
  const end = () => void group.kill();
  signal.addEventListener('abort', end, { once: true });
  try {
    await group.spawned;
    group.child.stdin.end();
    group.child.stdout.resume();
    await group.ended;
    if (group.child.exitCode !== 0) throw new Error(group.stderrTail);
  } catch (cause) {
    throw new NexError('tool_unavailable', `What the tool server ${server} needs could not be prepared.`, {
      cause,
    });
  } finally {
    signal.removeEventListener('abort', end);
  }
}
