/** What all runs of a local agent share. */
import { mkdir } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { LogLine } from '@nex/agent';
import { directorySource, type LoadedAgent, loadAgent } from '@nex/agent-config';
import { placeSkills, serversOf } from '@nex/assembly';
import { type AgentSpec, NexError } from '@nex/core';
import { createGuardedFetch } from '@nex/egress';
import { type ArgumentsCheck, createArgumentsCheck } from '@nex/mcp';
import {
  createSerperSearch,
  directoryWorkspace,
  type HostFolders,
  type ToolEnvironment,
  WORKSPACE_ALIAS,
  type Workspace,
} from '@nex/tools';
import { createLocalModels, type LocalModels } from './local-models.ts';
import { type AgentLocation, locateAgent } from './locate-agent.ts';
import type { OpenLocalAgentOptions } from './options.ts';
import { holdsPython, openOwnCode } from './own-code.ts';
import { createPermissionMemory, type WithMemory } from './permission-memory.ts';
import { allowedTypes, createSandboxes, type Sandboxes } from './sandboxes.ts';
import { createToolServers, type ToolServers } from './tool-servers.ts';

export interface Room extends AsyncDisposable {
  loaded: Pick<LoadedAgent, 'agent' | 'skipped'>;
  /** On the host. */
  workspaceDirectory: string;
  workspace: Workspace;
  sandboxes: Sandboxes;
  folders: HostFolders;
  models: LocalModels;
  toolServers: ToolServers;
  checks: ArgumentsCheck;
  fetch: typeof globalThis.fetch;
  search: ToolEnvironment['search'];
  withMemory: WithMemory;
  log: LogLine;
}

/** Throws what is wrong with the files, the model or the servers. Starts no process. */
export async function openRoom(options: OpenLocalAgentOptions): Promise<Room> {
  const { environment, sandbox = {} } = options;
  await using stack = new AsyncDisposableStack();
  const location = await locateAgent(options.file);
  const source = directorySource(location.root);
  const loaded = await load(location, options);
  const agents = treeOf(loaded.agent);
  const models = stack.use(
    createLocalModels({
      model: options.model,
      override: options.override,
      prices: options.prices,
      models: options.models,
    }),
  );
  for (const agent of agents) models.check(agent);
  const { catalogueDirectory } = options;
  const toolServers = stack.use(createToolServers({ catalogueDirectory, environment }));
  for (const agent of agents) await toolServers.check(serversOf(agent));
  const { folders } = stack.use(await openOwnCode(source, location.root, agents, options.pythonRoots ?? []));
  const workspaceDirectory = resolve(options.workspaceDirectory);
  await mkdir(workspaceDirectory, { recursive: true }).catch((cause: unknown) => {
    throw new NexError('invalid_request', 'The workspace is no folder.', {
      where: options.workspaceDirectory,
      cause,
    });
  });
  for (const agent of agents) await placeSkills(agent, workspaceDirectory);
  const fetch = stack.use(createGuardedFetch({ allowHosts: options.allowHosts ?? [] }));
  const serperKey = environment['SERPER_API_KEY'];
  const sandboxes = stack.use(createSandboxes({ workspaceDirectory, folders, sandbox }));
  const owned = stack.move();
  return {
    loaded,
    workspaceDirectory,
    workspace: directoryWorkspace(workspaceDirectory),
    sandboxes,
    folders,
    models,
    toolServers,
    checks: createArgumentsCheck(),
    fetch,
    search: serperKey ? createSerperSearch({ apiKey: serperKey, fetch }) : undefined,
    withMemory: createPermissionMemory(),
    log: options.log ?? (() => {}),
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  };
}

/** Variables of the model may be unset: then the agent gets the configured one. */
const MODEL_VARIABLES = { LLM_MODEL: '', LLM_BASE_URL: '', LLM_API_KEY: '' };

async function load(
  { root, path }: AgentLocation,
  options: OpenLocalAgentOptions,
): Promise<Pick<LoadedAgent, 'agent' | 'skipped'>> {
  const source = directorySource(root);
  const { sandbox = {}, strict, bindings, pythonRoots = [] } = options;
  const sandboxTypes = allowedTypes(sandbox);
  const loadOptions = {
    environment: { ...MODEL_VARIABLES, ...options.environment },
    promptValues: { date: new Date().toISOString().slice(0, 10), working_directory: WORKSPACE_ALIAS },
    python: pythonRoots.length > 0 || (await holdsPython(source)),
    ...(sandboxTypes ? { sandboxTypes } : {}),
    ...(bindings ? { bindings } : {}),
    ...(strict === undefined ? {} : { strict }),
  };
  return loadAgent(source, path, loadOptions);
}

/** An agent and all below it. */
function treeOf(agent: AgentSpec): AgentSpec[] {
  return [agent, ...agent.subAgents.flatMap((one) => treeOf(one.agent))];
}
