/**
 * The files of a framework that somebody wrote, with what was mended and added. A file in which nothing changed is the
 * same, byte for byte, so that a framework without faults comes out as it went in. Pure.
 */
import { isDeepStrictEqual } from 'node:util';
import type { BundleFile, FrameworkFile, JsonObject } from '@nex/core';
import { FrameworkFile as FrameworkFileShape } from '@nex/core';
import { agentFile, literal } from '../bundle/agent-file.ts';
import { frameworkFile } from '../bundle/framework-file.ts';
import { agentPath, type BundlePlan, childrenOf, promptPath } from '../bundle/plan.ts';
import { agentSection, graph, readme } from '../bundle/readme.ts';
import { capabilitiesFile, personasFile, problemTypesFile } from '../bundle/seed-files.ts';
import { toolFiles } from '../bundle/tool-files.ts';
import type { DesignedAgent } from '../design/design.ts';
import type { Adopted, AdoptedAgent } from './adopted.ts';
import { changedAgent } from './amend-agent.ts';
import { amendYaml, yamlValue } from './amend-yaml.ts';
import { promptWithAdded } from './graft.ts';

const CONTENTS = 'framework.yaml';

/** `adopted` has a base. */
export function overlayFiles(plan: BundlePlan, adopted: Adopted): BundleFile[] {
  const files = new Map((adopted.base ?? []).map(({ path, content }) => [path, content]));
  const before = new Map(files);
  const put = (file: BundleFile) => files.set(file.path, file.content);
  const { agents, synthesised } = plan.design;
  for (const agent of agents) {
    const known = adopted.agents.get(agent.name);
    if (known?.file) putAgent(agent, known.file, known.prompt, { plan, adopted, files });
    else for (const file of agentFile(agent, plan)) put(file);
  }
  for (const tool of synthesised) for (const file of toolFiles(tool, plan.language)) put(file);
  const { tree, isTreeMended, personas } = adopted.seeds;
  if (isTreeMended || !isDeepStrictEqual(tree, plan.tree)) put(problemTypesFile(plan));
  if (!isDeepStrictEqual(personas, plan.personas)) put(personasFile(plan));
  files.set(CONTENTS, contentsOf(plan, adopted, before.get(CONTENTS)));
  const isAnother = agents.some(
    (agent) => !isDeepStrictEqual(adopted.agents.get(agent.name)?.designed.tools, agent.tools),
  );
  if (isAnother || !files.has('capabilities.json')) put(capabilitiesFile(plan));
  files.set('README.md', readmeOf(plan, adopted, before.get('README.md')));
  return [...files].map(([path, content]) => ({ path, content })).sort((a, b) => (a.path < b.path ? -1 : 1));
}

interface Overlay {
  plan: BundlePlan;
  adopted: Adopted;
  files: Map<string, string>;
}

function putAgent(
  agent: DesignedAgent,
  file: NonNullable<AdoptedAgent['file']>,
  prompt: string | undefined,
  { plan, adopted, files }: Overlay,
): void {
  const text = plan.prompts.prompts.find((one) => one.agent === agent.name)?.system_prompt ?? '';
  const isSaid = text === prompt;
  const promptAt = file.prompt ?? promptPath(agent.name);
  // Somebody's own text may be a template; a model's is not.
  const { design, pattern } = plan;
  const isOwn = prompt !== undefined && text === promptWithAdded(prompt, agent, { adopted, design, pattern });
  if (!isSaid) files.set(promptAt, isOwn ? text : `${literal(text).trim()}\n`);
  const value = changedAgent(files.get(file.path) ?? '', {
    agent,
    file,
    children: childrenOf(agent.name, plan).map((name) => ({ name, path: pathOf(name, adopted) })),
    promptPath: isSaid || file.prompt !== undefined ? undefined : promptAt,
    sandbox: agent.synthesised.length > 0 && plan.sandbox !== 'local' ? plan.sandbox : undefined,
  });
  files.set(file.path, amendYaml(files.get(file.path) ?? '', value));
}

function pathOf(name: string, { agents }: Adopted): string {
  return agents.get(name)?.file?.path ?? agentPath(name);
}

/** What is written of an agent, a contract or a tool stays as long as it is still so. */
function contentsOf(plan: BundlePlan, adopted: Adopted, text: string | undefined): string {
  const fresh = frameworkFile(plan);
  const whole = FrameworkFileShape.parse(yamlValue(fresh.content));
  const before = text === undefined ? undefined : FrameworkFileShape.safeParse(yamlValue(text)).data;
  const tools = new Map(
    [...adopted.synthesised, ...(whole.synthesised_tools ?? [])].map((tool) => [tool.name, tool]),
  );
  const listed = tools.size > 0 ? { synthesised_tools: [...tools.values()] } : {};
  const rows = rowsOf(whole, before, plan, adopted);
  const entry = rows.find((row) => row.parent === null)?.file ?? whole.entry;
  if (before === undefined || text === undefined)
    return amendYaml(fresh.content, plain({ ...whole, ...listed, agents: rows, entry }));
  const phases = plan.design.phases;
  const after: FrameworkFile = {
    ...before,
    sentence: plan.sentence,
    pattern: plan.pattern,
    entry,
    agents: rows,
    ...(before.contracts === undefined && adopted.agents.size === plan.design.agents.length
      ? {}
      : { contracts: plan.design.contracts }),
    ...(phases.length > 0 ? { phases } : {}),
    ...listed,
  };
  if (phases.length === 0) delete after.phases;
  if (tools.size === 0) delete after.synthesised_tools;
  const written = yamlValue(text) as JsonObject;
  // Keys that a schema fills in are no change.
  const changed = isDeepStrictEqual(after, before)
    ? written
    : { ...plain(after), provenance: whole.provenance };
  return amendYaml(text, changed as unknown as JsonObject);
}

function plain(value: object): JsonObject {
  return JSON.parse(JSON.stringify(value)) as JsonObject;
}

function rowsOf(
  whole: FrameworkFile,
  before: FrameworkFile | undefined,
  { design }: BundlePlan,
  adopted: Adopted,
): FrameworkFile['agents'] {
  const rows = whole.agents.map((row) => ({ ...row, file: pathOf(row.name, adopted) }));
  const isKept = (name: string) =>
    adopted.agents.get(name)?.isAsWritten === true &&
    isDeepStrictEqual(
      adopted.agents.get(name)?.designed,
      design.agents.find((agent) => agent.name === name),
    );
  const all: FrameworkFile['agents'] = rows.map((row) => {
    const known = before?.agents.find(
      (one) => one.name === row.name && one.file === row.file && one.parent === row.parent,
    );
    return known && isKept(row.name) ? known : row;
  });
  // In the order in which they were written; what is new comes last.
  const places = new Map(
    before?.agents.map(({ name, parent }, index) => [JSON.stringify([name, parent]), index]),
  );
  const placeOf = ({ name, parent }: { name: string; parent: string | null }) =>
    places.get(JSON.stringify([name, parent])) ?? places.size;
  return all.sort((a, b) => placeOf(a) - placeOf(b));
}

/** A README of the generator's own shows the agents as they are now; any other gets the new agents at its end. */
function readmeOf(plan: BundlePlan, adopted: Adopted, text: string | undefined): string {
  if (text === undefined) return readme(plan).content;
  const agents = plan.design.agents;
  const were = [...adopted.agents.values()].map(({ designed }) => designed);
  const drawn = text.replace(graph(were), () => graph(agents));
  const sections = agents
    .filter((agent) => !adopted.agents.has(agent.name))
    .map((agent) => agentSection(agent, plan));
  return sections.length === 0
    ? drawn
    : `${drawn.trimEnd()}\n\n## Agents added\n\n${sections.join('\n\n')}\n`;
}
