/** Everything that a bundle is written from. */
import type { PatternName, Persona, ProblemType, SandboxType } from '@nex/core';
import type { Adopted } from '../adoption/adopted.ts';
import { firstSentence } from '../design/catalogue-view.ts';
import type { Design, DesignedAgent } from '../design/design.ts';
import type { Interpretation } from '../steps/interpret.ts';
import type { AgentPrompts } from '../steps/write-agents.ts';

export interface BundlePlan {
  sentence: string;
  language: string;
  seed: number;
  interpretation: Interpretation;
  pattern: PatternName;
  design: Design;
  prompts: AgentPrompts;
  tree: ProblemType;
  personas: Persona[];
  model: { name: string; provider: string };
  catalogueDigest: string;
  /** Where synthesised tools were tried out; agents with such tools ask for the same. */
  sandbox: SandboxType;
  /** What somebody wrote and stays. */
  adopted?: Adopted;
}

export const GENERATOR_VERSION = 'nex-generator/2';

/** Path of an agent's file inside the bundle. */
export function agentPath(name: string): string {
  return `agents/${inPath(name)}.yaml`;
}

export function promptPath(name: string): string {
  return `prompts/${inPath(name)}.md`;
}

/** Names that people gave may hold what no path may. */
function inPath(name: string): string {
  return name.replaceAll(/[^A-Za-z0-9._-]/g, '-').replace(/^[.-]/, '_');
}

/** All that an agent calls, in the tree of agents and beside it. */
export function childrenOf(name: string, { design, adopted }: BundlePlan): string[] {
  const there = new Set(design.agents.map((agent) => agent.name));
  const beside = adopted?.extra.filter(({ from, to }) => from === name && there.has(to)) ?? [];
  return [
    ...design.agents.filter((agent) => agent.parent === name).map((agent) => agent.name),
    ...beside.map(({ to }) => to),
  ];
}

/** Paths of a synthesised tool. */
export function toolPaths(name: string) {
  return { tool: `tools/${name}.yaml`, code: `tools/${name}.ts`, tests: `tools/${name}.cases.json` };
}

/** Names of an agent's tools as its model sees them. */
export function toolNames(agent: DesignedAgent): string[] {
  return [...agent.tools.map((tool) => tool.alias), ...agent.synthesised];
}

export interface Capability {
  server: string;
  tool: string;
  description: string;
}

/** What the tools of a design can do, each once. */
export function capabilitiesOf(design: Design): Capability[] {
  const found = new Map<string, Capability>();
  for (const { server, tool, description } of design.agents.flatMap((agent) => agent.tools)) {
    found.set(`${server}/${tool}`, { server, tool, description: firstSentence(description) });
  }
  for (const { name, description } of design.synthesised) {
    found.set(`synthesised/${name}`, {
      server: 'synthesised',
      tool: name,
      description: firstSentence(description),
    });
  }
  return [...found.values()];
}
