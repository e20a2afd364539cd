/** What one run of an agent works with: its model, its tools, the agents below it, its middleware. */
import {
  type CompactionPolicy,
  createSubAgentTool,
  type Equipped,
  type Middleware,
  type OutputContract,
  type RunSubAgent,
} from '@nex/agent';
import {
  assembleMiddleware,
  assembleModel,
  assembleTools,
  type ChooseModel,
  completeTools,
  outputContract,
  placeSkills,
  serversOf,
} from '@nex/assembly';
import { type JsonSchema, type Model, NexError, type RunLimits, type Tool } from '@nex/core';
import { priceOf } from '@nex/llm';
import { placeFile, storeOutput, WORKSPACE_ALIAS } from '@nex/tools';
import type { Context } from '../context.ts';
import { openSecrets } from '../secrets/open-secrets.ts';
import { chooseModel } from './choose-model.ts';
import { type EquippedRun, equipRun } from './equip-run.ts';
import { limitChildren } from './limit-children.ts';
import { openEnvironment } from './open-environment.ts';
import { openServers } from './open-servers.ts';
import type { RunAgentInput } from './run-agent-input.ts';
import { chooseRunModel } from './run-model.ts';
import { traceTool } from './trace-tool.ts';

const DEFAULT_MAX_DEPTH = 4;
/** Folder of the workspace where long results of tools are kept, one folder below it per run. */
export const OUTPUTS = '.nex/outputs';

export interface OpenedAgent extends AsyncDisposable {
  model: Model;
  tools: Tool[];
  middleware: Middleware[];
  compaction: CompactionPolicy;
  output: OutputContract | undefined;
  /** What the loop must write to in the place of the recorder. */
  listen: Equipped['listen'];
}

/** Throws what is wrong with the agent or its servers. `children` receives the runs that the tools start. */
export async function openAgent(
  context: Context,
  input: RunAgentInput,
  children: Set<Promise<unknown>>,
): Promise<OpenedAgent> {
  const { run, tree } = input;
  const { argumentChecks: checks, log } = context;
  const secrets = openSecrets(context, run.tenant);
  const agent = await secrets.fillAgent(input.agent);
  await using stack = new AsyncDisposableStack();
  const { holding } = tree;
  const servers = serversOf(agent);
  if (agent.skills.length > 0) await holding.openFolder();
  await placeSkills(agent, holding.directory);
  const { environment, hosts } = stack.use(await openEnvironment(context, input));
  const choose: ChooseModel = (settings, where) =>
    chooseModel(context, settings, { ...where, sessionId: run.root_run_id });
  const mcpTools = await openServers(context, input, servers, secrets, (content, options) =>
    storeOutput(environment.workspace, content, { kind: 'mcp', ...options }),
  );
  let equipped: EquippedRun | undefined;
  const startChild: RunSubAgent = limitChildren(
    agent.maxRunningSubAgents,
    (name, message, subAgentId, toolContext) => {
      const place = equipped?.placeBelow(toolContext.callId);
      const child = input.startChild(input, {
        name,
        message,
        subAgentId,
        toolContext,
        ...(place && { place }),
      });
      children.add(child);
      return child;
    },
  );
  const agentTool = createSubAgentTool({
    subAgents: agent.subAgents.map(({ name, agent: { description } }) => ({ name, description })),
    depthLeft: (tree.limits.maxDepth ?? DEFAULT_MAX_DEPTH) - run.depth,
    run: startChild,
  });
  const tools = completeTools(agent, [
    ...assembleTools(agent, { environment, checks, hosts, mcpTools }),
    ...(agentTool ? [agentTool] : []),
    ...(input.team?.tools(input) ?? []),
  ]);
  const { middleware, compaction } = assembleMiddleware(agent, {
    choose,
    python: hosts.python,
    log: (fields, message) => log.info({ runId: run.id, ...fields }, message),
    facts: { workingDirectory: WORKSPACE_ALIAS, operatingSystem: 'Linux', shell: 'bash' },
    async saveText(name, text) {
      // Runs of a tree share the workspace, and call ids are unique in one run only.
      await holding.openFolder();
      const file = name.replaceAll(/[^\w.-]/g, '_');
      return placeFile(holding.directory, `${OUTPUTS}/${run.id}/${file}`, text);
    },
  });
  const { model_override: given } = run;
  const model = assembleModel(agent, given ? chooseRunModel(context, given, run.root_run_id) : choose);
  checkPrice(context, model, run.depth === 0 ? tree.limits : { ...tree.limits.perSubAgent, ...tree.limits });
  const schema = (run.output_schema ?? agent.outputSchema) as JsonSchema | undefined;
  const traced = tools.map((tool) => traceTool(secrets.maskTool(tool), context.config.captureContent));
  equipped = input.tape && (await equipRun(context, run, input.tape, traced));
  const owned = stack.move();
  return {
    model,
    tools: equipped?.tools ?? traced,
    listen: equipped?.listen ?? ((recorder) => recorder),
    middleware,
    compaction,
    output: schema && outputContract(schema, checks),
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  };
}

/** A limit in money that nothing counts against would be none. */
function checkPrice({ config }: Context, { name }: Model, { maxCostUsd }: RunLimits): void {
  if (maxCostUsd === undefined || priceOf(name, config.prices ?? {})) return;
  throw new NexError('invalid_request', `The run has a limit in money, and the model ${name} has no price.`, {
    where: 'limits.maxCostUsd',
    hint: 'Limit the run by maxTokens, or have the operator add the model to MODEL_PRICES.',
  });
}
