/** The other way to do a framework's work: one agent with all its tools. What a framework is measured against. */
import type { BundleFile, FrameworkLanguage, JsonObject } from '@nex/core';
import type { Design, DesignedAgent } from '../design/design.ts';
import type { ToolChoice } from '../steps/retrieve-tools.ts';
import { agentFile } from './agent-file.ts';
import { frameworkFile } from './framework-file.ts';
import { type BundlePlan, toolNames } from './plan.ts';
import { toolFiles } from './tool-files.ts';

export const BASELINE_AGENT = 'baseline';

/** Files that the runtime loads; never released. */
export function baselineFiles(plan: BundlePlan): { files: BundleFile[]; agent: DesignedAgent } {
  const agent = baselineAgent(plan.design);
  const prompts = { prompts: [{ agent: agent.name, system_prompt: promptOf(agent, plan) }] };
  const design: Design = { ...plan.design, agents: [agent], contracts: [], phases: [] };
  const own: BundlePlan = { ...plan, pattern: 'single_agent', design, prompts };
  const files = [
    ...besides(plan),
    frameworkFile(own),
    ...agentFile(agent, own),
    ...design.synthesised.flatMap((tool) => toolFiles(tool, plan.language)),
  ];
  // Of two files of one path that of the baseline stays.
  const each = [...new Map(files.map((file) => [file.path, file])).values()];
  return { files: each.sort((a, b) => (a.path < b.path ? -1 : 1)), agent };
}

/** Files that tools of a framework's own may need. */
function besides({ adopted }: BundlePlan): BundleFile[] {
  const agents = new Set([...(adopted?.agents.values() ?? [])].map(({ file }) => file?.path));
  return (adopted?.base ?? []).filter(({ path }) => !agents.has(path));
}

function baselineAgent(design: Design): DesignedAgent {
  const entry = design.agents.find((agent) => agent.parent === null);
  const tools = new Map<string, ToolChoice>();
  for (const tool of design.agents.flatMap((agent) => agent.tools)) {
    const known = tools.get(tool.alias);
    tools.set(tool.alias, known ? { ...known, actions: [...known.actions, ...tool.actions] } : tool);
  }
  const agent: DesignedAgent = {
    name: BASELINE_AGENT,
    role: entry?.role ?? '',
    description: entry?.description ?? '',
    parent: null,
    meta_skills: [],
    takes: [],
    gives: entry?.gives ?? [],
    forbidden: entry?.forbidden ?? [],
    tools: [...tools.values()],
    synthesised: design.synthesised.map((tool) => tool.name),
    assertions: [],
    ...ownParts(design),
  };
  // What the entry's answer must be, and the work of its tools; whom it calls is the framework's own affair.
  const answers = (entry?.assertions ?? []).filter(
    (one) => !['calls', 'order', 'never_calls'].includes(one.kind),
  );
  const names = toolNames(agent);
  const calls = names.length > 0 ? [{ id: 'baseline.calls', kind: 'calls' as const, names }] : [];
  return { ...agent, assertions: [...calls, ...answers] };
}

function ownParts({ agents }: Design): Pick<DesignedAgent, 'own'> {
  const all = agents.flatMap(({ own }) => own ?? []);
  if (all.length === 0) return {};
  const unique = (items: JsonObject[]) => [
    ...new Map(items.map((item) => [JSON.stringify(item['name'] ?? item), item])).values(),
  ];
  const tools = unique(all.flatMap((own) => own.tools));
  return { own: { tools, servers: unique(all.flatMap((own) => own.servers)), isPortable: true } };
}

const TEXTS: Record<FrameworkLanguage, { task: string; tools: string; rules: string }> = {
  en: {
    task: '## Task',
    tools: '## Tools',
    rules:
      'Work step by step, use the tools for every value that you do not have, and never invent a result.',
  },
  zh: {
    task: '## 任务',
    tools: '## 工具',
    rules: '请逐步完成任务；凡是没有的数据都用工具取得，绝不编造结果。',
  },
};

function promptOf(agent: DesignedAgent, { interpretation, language }: BundlePlan): string {
  const texts = TEXTS[language === 'zh' ? 'zh' : 'en'];
  const goals = interpretation.goals.map((goal) => `- ${goal}`).join('\n');
  const tools = toolNames(agent).map((name) => `- \`${name}\``);
  return [
    `# ${interpretation.title}`,
    `${texts.task}\n\n${interpretation.description}\n\n${goals}`,
    `${texts.tools}\n\n${tools.join('\n')}`,
    texts.rules,
  ].join('\n\n');
}
