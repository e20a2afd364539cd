/** One agent that somebody wrote: what it has and is there, what it lacks, and the plan that both add up to. Pure. */
import { isDeepStrictEqual } from 'node:util';
import type { Assertion, EdgeContract, MetaSkill } from '@nex/core';
import type { AgentModel, Place } from '@nex/framework';
import type { AgentPlan } from '../design/agent-plan.ts';
import { assertionsOf } from '../design/assertions.ts';
import { firstSentence } from '../design/catalogue-view.ts';
import { adoptTools, type FoundTools, spoken, type ToolSurroundings } from './adopt-tools.ts';
import type { AdoptedAgent } from './adopted.ts';
import { fieldsOf } from './contract-fields.ts';
import { withoutPlace } from './without-place.ts';

export interface AgentSurroundings extends ToolSurroundings {
  parent: string | null;
  /** All that it calls, in the tree and beside it. */
  children: readonly string[];
  /** Between it and its parent. */
  contract: EdgeContract | undefined;
  /** Whether lint finds an error of the rule in this very place. */
  isFaulty(rule: string, place: Place): boolean;
  /** Whether several agents have the file for their prompt. */
  isShared(file: string): boolean;
}

/** Meta-skills for what no written one names. */
const SKILLS = {
  en: { tools: 'work', agents: 'delegation', lost: 'more work' },
  zh: { tools: '工作', agents: '交办', lost: '补充工作' },
};

export function adoptAgent(agent: AgentModel, around: AgentSurroundings): AdoptedAgent {
  const { children, parent, contract } = around;
  const found = adoptTools(agent, around);
  const description = agent.description || agent.role || agent.name;
  const byTool = new Map(
    agent.metaSkills
      .flatMap(({ actions }) => actions)
      .flatMap(({ does, by }) => ('tool' in by ? [[by.tool, does]] : [])),
  );
  const titles = SKILLS[around.model.language === 'zh' ? 'zh' : 'en'];
  const skills = skillsOf(agent, found.tools, { children, titles });
  const said = new Set(skills.flatMap(({ actions }) => actions.map(({ does }) => does)));
  // Two tools may do what is worded alike; what is looked for is told apart.
  const sayOnce = (does: string | undefined, says: string) =>
    does === undefined || said.has(does) ? says : does;
  const isIdle = found.tools.length + found.lost.length + children.length === 0 && !found.own?.servers.length;
  const lost = isIdle
    ? [{ does: firstSentence(description), needs: firstSentence(description) }]
    : found.lost.map(({ name, says }) => ({ does: sayOnce(byTool.get(name), says), needs: says }));
  const tools = found.tools.map((tool) => ({ ...tool, actions: actionsOf(skills, tool.alias) }));
  const takes =
    parent === null
      ? []
      : fieldsOf(contract?.input, 'task').map((field) => {
          const from = contract?.sources[field.name] ?? 'request';
          return { ...field, from };
        });
  const role = agent.role ?? firstSentence(description);
  const gives = fieldsOf(contract?.output, 'answer');
  const base = { name: agent.name, role, description, parent, takes, gives, forbidden: [] };
  const own = { name: agent.name, tools, synthesised: [], meta_skills: skills };
  const names = new Set([...tools.map((tool) => tool.alias), ...children]);
  const isFaulty = (one: { place: Place }) => around.isFaulty('assertions', one.place);
  const fields = new Set(gives.map((field) => field.name));
  const kept = agent.assertions.flatMap((one): Assertion[] => {
    const { place: _, ...assertion } = one;
    if (assertion.kind === 'calls' || assertion.kind === 'order') {
      // That these are called still holds for those that are left.
      const left = assertion.names.filter((name) => names.has(name));
      if (left.length === assertion.names.length) return isFaulty(one) ? [] : [assertion];
      return left.length >= (assertion.kind === 'calls' ? 1 : 2) ? [{ ...assertion, names: left }] : [];
    }
    const isLost =
      assertion.kind === 'answer_fields' &&
      contract === undefined &&
      parent !== null &&
      !assertion.fields.every((field) => fields.has(field));
    return isLost || isFaulty(one) ? [] : [assertion];
  });
  const grounded = agent.assertions.some((one) => one.kind === 'grounded');
  const assertions =
    agent.assertions.length > 0 ? kept : assertionsOf(own, { children, phases: [], grounded });
  const written = agent.metaSkills.map((skill) => withoutPlace(skill));
  const stops = agent.stopTools.map(({ name }) => name);
  const has = (name: string) => names.has(name) || Boolean(found.own?.servers.length);
  return {
    plan: {
      ...base,
      duties: [
        ...new Set([
          ...skills.flatMap((skill) => skill.actions.map(({ does }) => does)),
          ...lost.map(({ does }) => does),
        ]),
      ],
      servers: [...new Set(tools.filter((tool) => !tool.own).map((tool) => tool.server))],
      meta_skills: [
        ...skills.map((skill) => ({
          ...skill,
          actions: skill.actions.map(({ does, by }) =>
            'agent' in by ? { does, agent: by.agent } : { does },
          ),
        })),
        ...(lost.length > 0 ? [{ name: titles.lost, description: role, actions: lost }] : []),
      ],
      grounded,
    } satisfies AgentPlan,
    designed: { ...base, ...own, assertions, ...(found.own ? { own: found.own } : {}) },
    tools,
    lost: lost.map(({ does }) => does),
    isAsWritten:
      written.every((skill, index) => isDeepStrictEqual(skills[index], skill)) &&
      agent.assertions.every((one, index) => isDeepStrictEqual(kept[index], withoutPlace(one))),
    ...(agent.prompt?.text.trim() ? { prompt: agent.prompt.text } : {}),
    ...(around.model.kind === 'bundle'
      ? {
          file: {
            path: agent.file,
            ...(agent.prompt &&
            agent.prompt.place.path === undefined &&
            !around.isShared(agent.prompt.place.file) &&
            around.model.files.get(agent.prompt.place.file) === agent.prompt.text
              ? { prompt: agent.prompt.place.file }
              : {}),
            brokenTools: found.brokenTools,
            unmarkedTools: found.unmarkedTools,
            stopTools: stops.filter(has),
          },
        }
      : {}),
  };
}

/** The actions as they are written, as far as what does them is there; what no action uses gets one. */
function skillsOf(
  agent: AgentModel,
  tools: FoundTools['tools'],
  { children, titles }: { children: readonly string[]; titles: (typeof SKILLS)['en'] },
): MetaSkill[] {
  const names = new Set([...tools.map((tool) => tool.alias), ...children]);
  const written = agent.metaSkills
    .map(({ name, description, actions }) => ({
      name,
      description,
      actions: actions.filter(({ by }) => names.has('tool' in by ? by.tool : by.agent)),
    }))
    .filter((skill) => skill.actions.length > 0);
  const used = new Set(
    written.flatMap(({ actions }) => actions.map(({ by }) => ('tool' in by ? by.tool : by.agent))),
  );
  const rest = tools
    .filter((tool) => !used.has(tool.alias))
    .map((tool) => ({
      does: firstSentence(tool.description) || spoken(tool.tool),
      by: { tool: tool.alias },
    }));
  const handed = children
    .filter((name) => !used.has(name))
    .map((name) => ({ does: spoken(name), by: { agent: name } }));
  const description = agent.role ?? agent.description;
  return [
    ...written,
    ...(rest.length > 0 ? [{ name: titles.tools, description, actions: rest }] : []),
    ...(handed.length > 0 ? [{ name: titles.agents, description, actions: handed }] : []),
  ];
}

function actionsOf(skills: readonly MetaSkill[], alias: string): string[] {
  return skills.flatMap(({ actions }) =>
    actions.flatMap(({ does, by }) => ('tool' in by && by.tool === alias ? [does] : [])),
  );
}
