/** What all runs of a local agent share. */
import { mkdir, readFile, stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { LogLine } from '@nex/agent';
import { directorySource, type LoadedAgent, loadAgent } from '@nex/agent-config';
import { middlewareFault, placeSkills, promptValues, type ReadSecrets, serversOf } from '@nex/assembly';
import { type AgentSpec, NexError } from '@nex/core';
import { createGuardedFetch } from '@nex/egress';
import { type ArgumentsCheck, createArgumentsCheck } from '@nex/mcp';
import {
  builtinFault,
  createSerperSearch,
  directoryWorkspace,
  type HostFolders,
  hasPythonModule,
  type ToolEnvironment,
  type Workspace,
} from '@nex/tools';
import { type LocalTape, openLocalTape } from './cassette/local-tape.ts';
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
  /** NEXAU.md of the workspace, as it was when the agent was opened. */
  instructions: string | undefined;
  sandboxes: Sandboxes;
  folders: HostFolders;
  models: LocalModels;
  toolServers: ToolServers;
  checks: ArgumentsCheck;
  fetch: typeof globalThis.fetch;
  search: ToolEnvironment['search'];
  withMemory: WithMemory;
  /** From the environment, where the platform reads its own. */
  readSecrets: ReadSecrets;
  /** Absent: nothing stands between the agent and its tools. */
  tape: LocalTape | undefined;
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
  const { catalogueDirectory, serversDirectory } = options;
  const toolServers = stack.use(createToolServers({ catalogueDirectory, serversDirectory, environment }));
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
  const instructions = await readInstructions(workspaceDirectory);
  const fetch = stack.use(createGuardedFetch({ allowHosts: options.allowHosts ?? [] }));
  const serperKey = environment['SERPER_API_KEY'];
  const sandboxes = stack.use(createSandboxes({ workspaceDirectory, folders, sandbox, environment }));
  const tape = await openLocalTape(options.tools);
  const owned = stack.move();
  return {
    loaded,
    workspaceDirectory,
    instructions,
    workspace: directoryWorkspace(workspaceDirectory),
    sandboxes,
    folders,
    models,
    toolServers,
    checks: createArgumentsCheck(),
    fetch,
    search: serperKey ? createSerperSearch({ apiKey: serperKey, fetch }) : undefined,
    withMemory: createPermissionMemory(),
    readSecrets: async (names) =>
      new Map(
        names.flatMap((name) => {
          const value = Object.hasOwn(environment, name) ? environment[name] : undefined;
          return value ? [[name, value] as const] : [];
        }),
      ),
    tape,
    log: options.log ?? (() => {}),
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  };
}

/** Longest NEXAU.md, in bytes: more would fill the context of the model. */
const MAX_INSTRUCTIONS_BYTES = 100_000;

/** Throws `too_large`. */
async function readInstructions(workspaceDirectory: string): Promise<string | undefined> {
  const path = join(workspaceDirectory, 'NEXAU.md');
  const found = await stat(path).catch(() => undefined);
  if (!found?.isFile()) return undefined;
  if (found.size <= MAX_INSTRUCTIONS_BYTES) return readFile(path, 'utf8');
  throw new NexError('too_large', 'NEXAU.md of the workspace is too long for a prompt.', {
    where: 'NEXAU.md',
    hint: `Keep it below ${MAX_INSTRUCTIONS_BYTES} bytes.`,
  });
}

/** Variables of the model may be unset: then the agent gets the configured one. */
const MODEL_VARIABLES = { LLM_MODEL: '', LLM_BASE_URL: '', LLM_API_KEY: '' };

async function load(
  { root, path }: AgentLocation,
  options: OpenLocalAgentOptions,
): Promise<Pick<LoadedAgent, 'agent' | 'skipped'>> {
  const source = directorySource(root);
  const { sandbox = {}, strict, bindings, pythonRoots = [], context, variables } = options;
  const sandboxTypes = allowedTypes(sandbox);
  const loadOptions = {
    environment: { ...MODEL_VARIABLES, ...options.environment },
    promptValues: promptValues(new Date().toISOString().slice(0, 10)),
    checkBuiltin: builtinFault,
    checkMiddleware: middlewareFault,
    packageRoots: (name: string) => directorySource(join(root, 'node_modules', ...name.split('/'))),
    ...(context ? { context } : {}),
    ...(variables ? { variables } : {}),
    python: pythonRoots.length > 0 || (await holdsPython(source)),
    hasPythonModule: (module: string) => hasPythonModule(pythonRoots, module),
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
