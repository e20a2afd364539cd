/**
 * Writes a framework in the reference's form: `framework_config.yaml`, `config.json`, `persona.jsonl`,
 * `problem_types.json`, the prompts, and a tool file for every tool with a schema. The configuration is valid by the
 * reference's own schema, which a file must meet or it loses all its tools there. Reading the files gives the same
 * agents, tools and edges.
 */
import type { BundleFile } from '@nex/core';
import { stringify } from 'yaml';
import type { CatalogueView } from '../lint/lint-rule.ts';
import type { AgentModel, FrameworkModel } from '../model/model.ts';
import { type ReferenceConfig } from '../read/reference-schema.ts';
import { referenceTools, type WrittenTool } from './reference-tools.ts';

export interface WriteReferenceOptions {
  /** Describes the tools of its servers, which become tools of the framework. */
  catalogue?: CatalogueView;
  /** The shared model configuration. Default: references to the environment. */
  llm?: { provider: string; model: string; baseUrl: string; apiKey: string };
}

const LLM_NAME = 'default_llm';
const DEFAULT_LLM = {
  provider: 'openai',
  model: '${LLM_MODEL}',
  baseUrl: '${LLM_BASE_URL}',
  apiKey: '${LLM_API_KEY}',
};

/** Files sorted by path. */
export function writeReference(model: FrameworkModel, options: WriteReferenceOptions = {}): BundleFile[] {
  const tools = referenceTools(model, options.catalogue);
  const config = referenceConfig(model, tools, options.llm ?? DEFAULT_LLM);
  const json = (path: string, value: unknown) => ({ path, content: `${JSON.stringify(value, null, 2)}\n` });
  const files = [
    { path: 'framework_config.yaml', content: stringify(config, { lineWidth: 110 }) },
    json('config.json', configJson(model, tools)),
    {
      path: 'persona.jsonl',
      content: model.personas
        .map(
          ({ persona, personaChinese }) =>
            `${JSON.stringify({ persona, persona_chinese: personaChinese })}\n`,
        )
        .join(''),
    },
    ...(model.tree === undefined
      ? []
      : [json('problem_types.json', { framework: model.name, tree: model.tree })]),
    ...uniqueAgents(model).map((agent) => ({
      path: promptPath(agent),
      content: `${agent.prompt?.text.trim() ?? ''}\n`,
    })),
    ...tools.flatMap(({ name, description, inputSchema }) =>
      inputSchema === undefined
        ? []
        : [
            {
              path: `tools/${name}.yaml`,
              content: stringify(
                { type: 'tool', name, description, input_schema: inputSchema },
                { lineWidth: 110 },
              ),
            },
          ],
    ),
  ];
  return files.sort((a, b) => (a.path < b.path ? -1 : 1));
}

function referenceConfig(
  model: FrameworkModel,
  tools: readonly WrittenTool[],
  llm: NonNullable<WriteReferenceOptions['llm']>,
): ReferenceConfig {
  const agents = uniqueAgents(model);
  const english = model.descriptions.find((text) => text.language !== 'zh')?.text;
  const chinese = model.descriptions.find((text) => text.language === 'zh')?.text;
  return {
    framework_name: model.name,
    framework_entrance_agent: model.entry?.name ?? agents[0]?.name ?? '',
    framework: {
      name: model.title,
      ...(english === undefined ? {} : { description_en: english }),
      ...(chinese === undefined ? {} : { description_zh: chinese }),
    },
    agents: agents.map((agent) => ({
      agent_name: agent.name,
      description: agent.description,
      sysprompt_path: promptPath(agent),
      llm_config: LLM_NAME,
      tools: tools.filter((tool) => tool.agents.has(agent.name)).map((tool) => tool.name),
    })),
    llm_configs: [
      {
        llm_name: LLM_NAME,
        provider: llm.provider,
        model: llm.model,
        api_key: llm.apiKey,
        base_url: llm.baseUrl,
        max_tokens: 8000,
        temperature: 0.7,
        timeout: 300,
      },
    ],
    tools: tools.map(({ name, description, binding }) => ({
      tool_name: name,
      description,
      config_path: `tools/${name}.yaml`,
      binding,
    })),
    workflow: {
      name: `${model.name}_workflow`,
      ...(model.pattern === undefined ? {} : { description: model.pattern.name }),
      nodes: agents.map((agent) => ({ id: agent.name, type: 'agent' as const })),
      edges: model.edges.map(({ from, to }) => ({ from, to })),
    },
  };
}

/** What queries are made from. */
function configJson(model: FrameworkModel, tools: readonly WrittenTool[]) {
  return {
    description: model.descriptions[0]?.text ?? '',
    subagents: uniqueAgents(model).map((agent) => ({
      name: agent.name,
      description: agent.description,
      role: agent.role ?? '',
      capabilities: agent.metaSkills.map((skill) => skill.name),
      tools: tools.filter((tool) => tool.agents.has(agent.name)).map((tool) => tool.name),
    })),
    tools: tools.map(({ name, description }) => ({ name, description, capabilities: [] })),
    metadata: {
      version: '1.0.0',
      framework_type: model.domain ?? '',
      base_architecture: model.pattern?.name ?? '',
    },
  };
}

function uniqueAgents(model: FrameworkModel): AgentModel[] {
  return [...new Map(model.agents.map((agent) => [agent.name, agent])).values()];
}

function promptPath(agent: AgentModel): string {
  return `prompts/${agent.name}.md`;
}
