/**
 * The values of secrets in what one run works with. An agent keeps its references; here a copy of the parts that may hold
 * them is filled in, and what tools say afterwards is rid of the values.
 */
import { fillSecrets, secretNames } from '@nex/agent-config';
import {
  type AgentSpec,
  isJsonObject,
  type Json,
  type McpServerSpec,
  MIN_SECRET_LENGTH,
  NexError,
  type PermissionDecision,
  type Tool,
  type ToolOutcome,
} from '@nex/core';

/** What stands for a value in whatever a tool says. */
const MASKED_SECRET = '<secret>';

/** The values of those of the names that there are. */
export type ReadSecrets = (names: readonly string[]) => Promise<ReadonlyMap<string, string>>;

export interface AgentSecrets {
  /**
   * With the references in its model, in the fixed arguments of its tools and in its middleware filled in; itself when it has
   * none. Servers are filled when they are opened. Throws `not_found` naming what is missing.
   */
  fillAgent(agent: AgentSpec): Promise<AgentSpec>;
  /** The same for servers, which are told what they may not say. */
  fillServers(servers: readonly McpServerSpec[]): Promise<McpServerSpec[]>;
  /** The same of everything that the tool says; itself as long as nothing was filled in. */
  maskTool(tool: Tool): Tool;
  /** Rejects with what the work does, the values taken out of its message. */
  guard<T>(work: () => Promise<T>): Promise<T>;
}

type Mask = <T extends Json>(value: T) => T;

/** @param hint What to do about a secret that is not there. */
export function createAgentSecrets(read: ReadSecrets, hint: (name: string) => string): AgentSecrets {
  const used = new Set<string>();
  const maskText = (text: string) => {
    // A value may hold another one.
    const longest = [...used].toSorted((a, b) => b.length - a.length);
    return longest.reduce((masked, value) => masked.replaceAll(value, MASKED_SECRET), text);
  };
  const valuesOf = async (part: unknown) => {
    const names = secretNames(part);
    const values = names.length === 0 ? new Map<string, string>() : await read(names);
    const missing = names.find((name) => !values.has(name));
    if (missing !== undefined) {
      throw new NexError('not_found', `There is no secret ${missing}.`, {
        where: `\${secret.${missing}}`,
        hint: hint(missing),
      });
    }
    for (const form of [...values.values()].flatMap(formsOf)) used.add(form);
    return values;
  };
  const mask = <T extends Json>(value: T): T => (used.size === 0 ? value : (mapped(value, maskText) as T));
  return {
    async fillAgent(agent) {
      const { model, tools, middlewares } = agent;
      const fixed = tools.map((tool) => tool.fixedArguments);
      const values = await valuesOf([model.apiKey, fixed, middlewares]);
      if (values.size === 0) return agent;
      return {
        ...agent,
        model: {
          ...model,
          ...(model.apiKey === undefined ? {} : { apiKey: fillSecrets(model.apiKey, values) }),
        },
        tools: tools.map((tool) => ({
          ...tool,
          fixedArguments: fillSecrets(tool.fixedArguments, values),
        })),
        middlewares: fillSecrets(middlewares, values),
      };
    },
    async fillServers(servers) {
      const values = await valuesOf(servers);
      // A server is known by its settings, so each is told of its own values only.
      return servers.map((server) => {
        const own = secretNames(server).map((name) => values.get(name) ?? '');
        return own.length === 0
          ? server
          : { ...fillSecrets(server, values), secrets: [...new Set(own.flatMap(formsOf))] };
      });
    },
    maskTool: (tool) => (used.size === 0 ? tool : masked(tool, mask, maskText)),
    async guard(work) {
      try {
        return await work();
      } catch (thrown) {
        if (used.size === 0 || !(thrown instanceof NexError)) throw thrown;
        const { message, hint: advice, where } = mask({ ...thrown.toFailure() });
        throw new NexError(thrown.code, message, {
          ...(where === undefined ? {} : { where }),
          ...(advice === undefined ? {} : { hint: advice }),
        });
      }
    },
  };
}

/** As it is, as JSON and addresses write it, and without the scheme of a header; what is too short to be told apart is none. */
function formsOf(value: string): string[] {
  const given = value.toWellFormed();
  const forms = [
    value,
    value.trim(),
    JSON.stringify(given).slice(1, -1),
    encodeURIComponent(given),
    /^\S+\s+(\S+)$/.exec(given)?.[1] ?? '',
  ];
  return [...new Set(forms)].filter((form) => form.length >= MIN_SECRET_LENGTH);
}

function masked(tool: Tool, mask: Mask, maskText: (text: string) => string): Tool {
  const { permit } = tool;
  const said = (outcome: ToolOutcome): ToolOutcome => ({
    ...outcome,
    content: outcome.content.map((block) =>
      block.type === 'text' ? { ...block, text: maskText(block.text) } : block,
    ),
    ...(outcome.structured === undefined ? {} : { structured: mask(outcome.structured) }),
  });
  return {
    ...tool,
    definition: {
      ...tool.definition,
      description: maskText(tool.definition.description),
      inputSchema: mask(tool.definition.inputSchema),
    },
    ...(permit ? { permit: (args) => decided(permit(args), maskText) } : {}),
    async execute(args, context) {
      const { onProgress } = context;
      const tell = onProgress && {
        onProgress: (progress: Parameters<typeof onProgress>[0]) =>
          onProgress({
            ...progress,
            ...(progress.message === undefined ? {} : { message: maskText(progress.message) }),
          }),
      };
      return said(await tool.execute(args, { ...context, ...tell }));
    },
  };
}

function decided(decision: PermissionDecision, maskText: (text: string) => string): PermissionDecision {
  if (decision.decision === 'ask')
    return { ...decision, prompt: maskText(decision.prompt), key: maskText(decision.key) };
  return decision.decision === 'deny' ? { ...decision, reason: maskText(decision.reason) } : decision;
}

function mapped(value: Json, change: (text: string) => string): Json {
  if (typeof value === 'string') return change(value);
  if (Array.isArray(value)) return value.map((item) => mapped(item, change));
  if (!isJsonObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [change(key), mapped(item, change)]));
}
