import type { AgentModel, Prose } from '../../model/model.ts';
import type { LintRule, RuleFinding, Subject } from '../lint-rule.ts';
import { lineAt } from '../text/mentions.ts';
import { countsIn, type ProseCount } from '../text/numerals.ts';

export const countDrift: LintRule = {
  code: 'count-drift',
  severity: 'warning',
  says: 'Numbers of agents and tools in prose and metadata are those of the framework.',
  check: (subject) => {
    const total = totals(subject);
    const declared = subject.model.declared
      .filter(({ of, count }) => !total[of].includes(count))
      .map(
        ({ of, count, place }): RuleFinding => ({
          place,
          severity: 'error',
          message: `The file says ${count} ${of}, there are ${total[of][0]}.`,
          fix: 'Correct the number, or leave it out.',
        }),
      );
    const seen = new Set<string>();
    const written = subject.model.texts.flatMap((prose) =>
      countsIn(prose.text).flatMap((count): RuleFinding[] => {
        const key = `${prose.place.file} ${prose.agent} ${count.count} ${count.of}`;
        if (seen.has(key)) return [];
        const found = judge(count, prose, subject, total);
        if (found.length > 0) seen.add(key);
        return found;
      }),
    );
    return [...declared, ...written];
  },
};

type Totals = Record<ProseCount['of'], number[]>;

function judge(count: ProseCount, prose: Prose, subject: Subject, total: Totals): RuleFinding[] {
  const agent = subject.model.agents.find((item) => item.name === prose.agent);
  // What an agent is told of its work has many numbers; only what it is told to have is a statement on the framework.
  if (prose.kind === 'prompt' && !count.isTotal) return [];
  const own = agent === undefined ? undefined : ownCounts(agent, subject);
  // "You have three tools" is about the agent; how many agents there are below the others it may well be told.
  const isOwn = count.isTotal && count.of === 'tools' && (own?.tools[0] ?? 0) > 0;
  const right = [...(own?.[count.of] ?? []), ...(isOwn ? [] : total[count.of])];
  if (right.length === 0 || right.includes(count.count)) return [];
  const isFile = prose.place.path === undefined;
  return [
    {
      place: isFile ? { ...prose.place, line: lineAt(prose.text, count.at) } : prose.place,
      severity: agent !== undefined && count.isTotal ? 'error' : 'warning',
      message: `"${count.text}" is said, there are ${right[0]}.`,
      fix: 'Correct the number, or leave it out.',
    },
  ];
}

/** The first of each is the one that is told. Empty: not known. */
function totals({ model, graph, capabilities }: Subject): Totals {
  const leaves = graph.names.filter((name) => graph.children(name).length === 0).length;
  const agents = graph.names.length;
  const inner = graph.names.length - leaves;
  const entry = model.entry === undefined ? 0 : graph.children(model.entry.name).length;
  const layers = [...Map.groupBy(graph.depths.values(), (depth) => depth).values()].map(
    (layer) => layer.length,
  );
  const isOpen = model.agents.some((agent) => agent.servers.some((server) => server.tools === undefined));
  const used = new Set(model.agents.flatMap((agent) => [...capabilities(agent).tools]));
  const builtin = model.tools.filter((tool) => tool.builtin).length;
  const defined = new Set([...model.tools.map((tool) => tool.name), ...used]).size;
  return {
    agents: [agents, agents - 1, leaves, inner, entry, ...layers],
    'sub-agents': [agents - 1, entry, leaves, inner, ...layers],
    tools: isOpen ? [] : [defined, used.size, model.tools.length, model.tools.length - builtin, builtin],
  };
}

function ownCounts(agent: AgentModel, { graph, capabilities }: Subject): Totals {
  const below = graph.children(agent.name).length;
  const isOpen = agent.servers.some((server) => server.tools === undefined);
  const { size } = capabilities(agent).tools;
  return { agents: [below], 'sub-agents': [below], tools: isOpen ? [] : [size, size + below] };
}
