/** What one run works with: its model, its tools, the agents below it, its middleware. */
import {
  type CompactionPolicy,
  createSubAgentTool,
  type Equipped,
  type Middleware,
  type OutputContract,
  type Place,
  type RunSubAgent,
} from '@nex/agent';
import {
  assembleMiddleware,
  assembleModel,
  assembleTools,
  type ChooseModel,
  completeTools,
  createAgentSecrets,
  outputContract,
  serversOf,
  type ToolHosts,
} from '@nex/assembly';
import { type Model, NexError, type Tool } from '@nex/core';
import { createConcurrencyLimit } from '@nex/llm';
import {
  createNodeHost,
  createPythonHost,
  placeFile,
  storeOutput,
  type ToolEnvironment,
  WORKSPACE_ALIAS,
} from '@nex/tools';
import { type EquippedRun, equipRun } from './cassette/equip-run.ts';
import type { Room } from './room.ts';
import type { AgentRun } from './run-input.ts';
import { serverTools } from './server-tools.ts';

const OUTPUTS = '.nex/outputs';

export interface OpenedRun extends AsyncDisposable {
  model: Model;
  tools: Tool[];
  middleware: Middleware[];
  compaction: CompactionPolicy;
  output: OutputContract | undefined;
  /** What the loop must write to in the place of the log's recorder. */
  listen: Equipped['listen'];
}

/** Throws what is wrong with the agent or its servers. `children` receives the runs that the tools start. */
export async function openRun(
  room: Room,
  run: AgentRun,
  children: Set<Promise<unknown>>,
): Promise<OpenedRun> {
  const { tree, place } = run;
  const secrets = createAgentSecrets(room.readSecrets, localHint);
  const agent = await secrets.fillAgent(run.agent);
  const { checks, models, workspaceDirectory } = room;
  await using stack = new AsyncDisposableStack();
  const choose: ChooseModel = (settings, where) =>
    models.choose(settings, { ...where, sessionId: tree.conversationId });
  const { environment, hosts } = openEnvironment(room, run, stack);
  const mcpTools = await serverTools(
    room,
    run,
    serversOf(agent),
    secrets,
    (content, options) => storeOutput(environment.workspace, content, { kind: 'mcp', ...options }),
    stack,
  );
  let equipped: EquippedRun | undefined;
  const agentTool = createSubAgentTool({
    subAgents: agent.subAgents.map(({ name, agent: { description } }) => ({ name, description })),
    depthLeft: tree.maxDepth - place.depth,
    run: childStarter(run, children, (callId) => equipped?.placeBelow(callId)),
  });
  const tools = completeTools(agent, [
    ...assembleTools(agent, { environment, checks, hosts, mcpTools }),
    ...(agentTool ? [agentTool] : []),
  ]).map((tool) => secrets.maskTool(tool));
  const { middleware, compaction } = assembleMiddleware(agent, {
    choose,
    python: hosts.python,
    log: (fields, message) => room.log({ runId: place.runId, ...fields }, message),
    facts: { workingDirectory: WORKSPACE_ALIAS, operatingSystem: 'Linux', shell: 'bash' },
    async saveText(name, text) {
      const file = name.replaceAll(/[^\w.-]/g, '_');
      return placeFile(workspaceDirectory, `${OUTPUTS}/${file}`, text);
    },
  });
  const schema = run.outputSchema ?? agent.outputSchema;
  const model = assembleModel(agent, choose);
  const { maxCostUsd, perSubAgent } = tree.limits;
  models.checkPrice(model, maxCostUsd ?? (place.depth > 0 ? perSubAgent?.maxCostUsd : undefined));
  equipped = room.tape && equipRun(room.tape, run, tools);
  const owned = stack.move();
  return {
    model,
    tools: equipped?.tools ?? tools,
    listen: equipped?.listen ?? ((recorder) => recorder),
    middleware,
    compaction,
    output: schema && outputContract(schema, checks),
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  };
}

/** A local agent has no platform that keeps secrets. */
const localHint = (name: string) =>
  `Set the variable ${name} in the environment, or in .env beside the agent file.`;

/** Hosts of the agent's own code live for one run; the sandbox under them stays. */
function openEnvironment(
  { sandboxes, workspace, folders, fetch, search }: Room,
  { agent, place, tree }: AgentRun,
  stack: AsyncDisposableStack,
): { environment: ToolEnvironment; hosts: ToolHosts } {
  const sandbox = () => sandboxes.open(agent.sandbox);
  const identity = {
    agent_name: agent.name,
    agent_id: place.runId,
    run_id: place.runId,
    root_run_id: place.rootRunId,
    session_id: tree.conversationId,
    context: agent.context ?? {},
    variables: agent.variables ?? {},
  };
  const node = stack.use(createNodeHost({ sandbox }));
  const python = stack.use(createPythonHost({ sandbox, folders, identity }));
  return {
    environment: { workspace, sandbox, fetch, ...(search ? { search } : {}) },
    hosts: { node, python, fetch },
  };
}

/** Sub-agents at work at a time as the agent says; the others wait in the order of their calls. */
function childStarter(
  run: AgentRun,
  children: Set<Promise<unknown>>,
  placeOf: (callId: string) => Place | undefined,
): RunSubAgent {
  const { maxRunningSubAgents } = run.agent;
  const { maxChildren } = run.tree.limits;
  const limit = createConcurrencyLimit(maxRunningSubAgents);
  let started = 0;
  return async (name, message, subAgentId, context) => {
    if (maxChildren !== undefined && started >= maxChildren) {
      throw new NexError('invalid_request', `This agent may start no more than ${maxChildren} sub-agents.`);
    }
    started += 1;
    await limit.enter(context.signal);
    const tapePlace = placeOf(context.callId);
    const call = { name, message, subAgentId, context, ...(tapePlace && { tapePlace }) };
    const child = run.startChild(run, call).finally(() => limit.leave());
    children.add(child);
    return child;
  };
}
