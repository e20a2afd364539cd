/** Where the tools of a run work: the workspace of its tree, a sandbox over it, and hosts for the agent's own code. */
import { type ToolHosts, usesBundle } from '@nex/assembly';
import { secondsSince, toNexError } from '@nex/core';
import {
  type BundleFolder,
  createNodeHost,
  createPythonHost,
  createSandbox,
  type HostFolders,
  hostReadOnlyPaths,
  type Sandbox,
  type ToolEnvironment,
  writeBundle,
} from '@nex/tools';
import type { Context } from '../context.ts';
import { readBundle } from '../store/bundles.ts';
import type { RunAgentInput } from './run-agent-input.ts';

export interface OpenedEnvironment extends AsyncDisposable {
  environment: ToolEnvironment;
  hosts: ToolHosts;
}

/** Disposing ends everything that runs in the sandbox. The workspace stays with the tree. */
export async function openEnvironment(
  context: Context,
  { run, agent, tree }: Pick<RunAgentInput, 'run' | 'agent' | 'tree'>,
): Promise<OpenedEnvironment> {
  const { config, fetch, search, metrics } = context;
  await using stack = new AsyncDisposableStack();
  const bundle: BundleFolder | undefined = usesBundle(agent)
    ? stack.use(await writeBundle((await readBundle(context.pool, run.bundle_digest)).files))
    : undefined;
  const folders: HostFolders = {
    ...(bundle ? { bundleDirectory: bundle.directory } : {}),
    ...(config.npmRoot === undefined ? {} : { npmRoot: config.npmRoot }),
    ...(config.pythonRoots.length > 0 ? { pythonRoots: config.pythonRoots } : {}),
  };
  let opening: Promise<Sandbox> | undefined;
  const open = async () => {
    await tree.holding.openFolder();
    const probe = agent.sandbox.type === 'local' ? { probe: await context.sandboxProbe() } : {};
    return createSandbox(agent.sandbox, {
      ...probe,
      workspaceDirectory: tree.holding.directory,
      allowed: config.sandboxTypes,
      readOnlyPaths: hostReadOnlyPaths(folders),
      node: process.execPath,
      hostEnvironment: { ...config.engineEnvironment, PATH: config.path },
      ...(config.sandboxPython === undefined ? {} : { python: config.sandboxPython }),
      ...(config.sandboxImage === undefined ? {} : { image: config.sandboxImage }),
    });
  };
  const timed = async () => {
    const { type } = agent.sandbox;
    const startedAt = performance.now();
    let outcome = 'ok';
    try {
      return await open();
    } catch (thrown) {
      outcome = toNexError(thrown).code;
      throw thrown;
    } finally {
      metrics.count('nex_sandbox_starts_total', { type, outcome });
      metrics.record('nex_sandbox_start_duration_seconds', secondsSince(startedAt), { type });
    }
  };
  const sandbox = () => (opening ??= timed());
  stack.defer(async () => {
    const opened = await opening?.catch(() => undefined);
    await opened?.[Symbol.asyncDispose]();
  });
  const node = stack.use(createNodeHost({ sandbox }));
  const identity = {
    agent_name: agent.name,
    agent_id: run.id,
    run_id: run.id,
    root_run_id: run.root_run_id,
    session_id: run.root_run_id,
    context: agent.context ?? {},
    variables: agent.variables ?? {},
  };
  const python = stack.use(createPythonHost({ sandbox, folders, identity }));
  const owned = stack.move();
  return {
    environment: {
      workspace: tree.holding.workspace,
      sandbox,
      fetch,
      ...(search ? { search } : {}),
    },
    hosts: { node, python, fetch },
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  };
}
