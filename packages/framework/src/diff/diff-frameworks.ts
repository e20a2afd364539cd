/** What is different between two frameworks, by name; the order of the files does not matter. */
import { canonicalJson } from '@nex/core';
import type { AgentModel, FrameworkModel } from '../model/model.ts';
import { diffLines, type LineChange } from './line-diff.ts';

export interface ListDiff {
  added: string[];
  removed: string[];
}

export interface FieldChange {
  field: string;
  before: string;
  after: string;
}

export interface AgentDiff {
  name: string;
  /** Empty when the prompt is the same. */
  prompt: LineChange[];
  tools: ListDiff;
  fields: FieldChange[];
}

export interface FrameworkDiff {
  /** Nothing below is different. */
  same: boolean;
  fields: FieldChange[];
  agents: ListDiff & { changed: AgentDiff[] };
  tools: ListDiff & { changed: string[] };
  /** `from → to`. */
  edges: ListDiff;
  contracts: ListDiff & { changed: string[] };
  phases: FieldChange[];
  seeds: {
    personas: { before: number; after: number; added: number; removed: number };
    problemTypes: { before: number; after: number } & ListDiff;
  };
}

export function diffFrameworks(before: FrameworkModel, after: FrameworkModel): FrameworkDiff {
  const diff: Omit<FrameworkDiff, 'same'> = {
    fields: fieldChanges(
      [before, after].map((model) => ({
        name: model.name,
        title: model.title,
        description: model.descriptions.map((text) => text.text).join('\n'),
        language: model.language,
        domain: model.domain,
        pattern: model.pattern?.name,
        entry: model.entry?.name,
      })),
    ),
    agents: diffAgents(before, after),
    tools: diffNamed(
      before.tools,
      after.tools,
      ({ name }) => name,
      ({ description, inputSchema, binding }) => ({
        description,
        inputSchema,
        binding,
      }),
    ),
    edges: diffLists(before.edges.map(edgeName), after.edges.map(edgeName)),
    contracts: diffNamed(before.contracts, after.contracts, edgeName, ({ input, output, sources }) => ({
      input,
      output,
      sources,
    })),
    phases: fieldChanges(
      [before, after].map((model) =>
        Object.fromEntries(
          model.phases.map((phase, index) => [`phases[${index}]`, canonicalJson(unplaced(phase))]),
        ),
      ),
    ),
    seeds: diffSeeds(before, after),
  };
  return { same: isEmpty(diff), ...diff };
}

function diffAgents(before: FrameworkModel, after: FrameworkModel): FrameworkDiff['agents'] {
  const old = new Map(before.agents.map((agent) => [agent.name, agent]));
  const changed = [...new Map(after.agents.map((agent) => [agent.name, agent])).values()].flatMap((agent) => {
    const other = old.get(agent.name);
    if (other === undefined) return [];
    const diff: AgentDiff = {
      name: agent.name,
      prompt: diffLines(other.prompt?.text ?? '', agent.prompt?.text ?? ''),
      tools: diffLists(toolNames(other), toolNames(agent)),
      fields: fieldChanges(
        [other, agent].map((item) => ({
          description: item.description,
          role: item.role,
          meta_skills: canonicalJson(item.metaSkills.map(unplaced)),
          assertions: canonicalJson(item.assertions.map(unplaced)),
        })),
      ),
    };
    const isChanged =
      diff.prompt.length + diff.fields.length + diff.tools.added.length + diff.tools.removed.length > 0;
    return isChanged ? [diff] : [];
  });
  return {
    ...diffLists(
      [...old.keys()],
      after.agents.map((agent) => agent.name),
    ),
    changed,
  };
}

/** Own tools by name, tools of servers as `server/tool`, whole servers as `server/*`. */
export function toolNames(agent: AgentModel): string[] {
  return [
    ...agent.tools.map((use) => use.name),
    ...agent.servers.flatMap((server) =>
      (server.tools?.map((tool) => tool.name) ?? ['*']).map((tool) => `${server.name}/${tool}`),
    ),
  ];
}

function diffSeeds(before: FrameworkModel, after: FrameworkModel): FrameworkDiff['seeds'] {
  const personas = diffLists(
    before.personas.map((item) => item.persona),
    after.personas.map((item) => item.persona),
  );
  const ids = diffLists(
    before.treeNodes.map((item) => item.node.id),
    after.treeNodes.map((item) => item.node.id),
  );
  return {
    personas: {
      before: before.personas.length,
      after: after.personas.length,
      added: personas.added.length,
      removed: personas.removed.length,
    },
    problemTypes: { before: before.treeNodes.length, after: after.treeNodes.length, ...ids },
  };
}

function diffLists(before: readonly string[], after: readonly string[]): ListDiff {
  const old = new Set(before);
  const fresh = new Set(after);
  return {
    added: [...fresh].filter((item) => !old.has(item)).sort(),
    removed: [...old].filter((item) => !fresh.has(item)).sort(),
  };
}

function diffNamed<T>(
  before: readonly T[],
  after: readonly T[],
  name: (item: T) => string,
  content: (item: T) => unknown,
): ListDiff & { changed: string[] } {
  const old = new Map(before.map((item) => [name(item), canonicalJson(content(item))]));
  const changed = after
    .filter((item) => old.has(name(item)) && old.get(name(item)) !== canonicalJson(content(item)))
    .map(name);
  return { ...diffLists([...old.keys()], after.map(name)), changed: [...new Set(changed)].sort() };
}

function fieldChanges(pair: readonly Record<string, string | undefined>[]): FieldChange[] {
  const [before = {}, after = {}] = pair;
  return [...new Set([...Object.keys(before), ...Object.keys(after)])]
    .filter((field) => before[field] !== after[field])
    .map((field) => ({ field, before: before[field] ?? '', after: after[field] ?? '' }));
}

/** Where it stands is no difference. */
function unplaced<T extends { place: unknown }>({ place: _place, ...rest }: T): Omit<T, 'place'> {
  return rest;
}

function edgeName({ from, to }: { from: string; to: string }): string {
  return `${from} → ${to}`;
}

function isEmpty(diff: Omit<FrameworkDiff, 'same'>): boolean {
  const { personas, problemTypes } = diff.seeds;
  const lists = [diff.agents, diff.tools, diff.edges, diff.contracts, problemTypes];
  return (
    diff.fields.length + diff.phases.length + personas.added + personas.removed === 0 &&
    personas.before === personas.after &&
    problemTypes.before === problemTypes.after &&
    lists.every((list) => list.added.length + list.removed.length === 0) &&
    [diff.agents.changed, diff.tools.changed, diff.contracts.changed].every((changed) => changed.length === 0)
  );
}
