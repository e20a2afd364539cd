/** Runs the rules over a bundle. A bundle that does not load has one finding: why. */
import { bundleSource, loadFramework, validateBundle } from '@nex/agent-config';
import {
  type AgentSpec,
  type BundleFile,
  type LintFinding,
  Persona,
  type ProblemType,
  ProblemTypeFile,
  toNexError,
} from '@nex/core';
import { type Catalogue, createToolIndex } from '@nex/mcp';
import type { Subject } from './rule.ts';
import { LINT_RULES } from './rules/index.ts';

export async function lintBundle(files: readonly BundleFile[], catalogue: Catalogue): Promise<LintFinding[]> {
  let subject: Subject;
  try {
    validateBundle(files);
    const loaded = await loadFramework(bundleSource(files), { environment: {} });
    const tools = createToolIndex(catalogue).all();
    subject = {
      framework: loaded.framework,
      agents: [...new Map(agentsBelow(loaded.entry).map((agent) => [agent.name, agent])).values()],
      files,
      catalogue: new Map(
        catalogue.entries.map((server) => [
          server.name,
          new Set(server.snapshot?.tools.map((tool) => tool.name) ?? []),
        ]),
      ),
      aliases: new Map(tools.map(({ server, tool, definition }) => [definition.name, { server, tool }])),
      tree: readTree(files),
      personas: readPersonas(files),
    };
  } catch (thrown) {
    const error = toNexError(thrown, 'bundle_invalid', 'The bundle cannot be loaded.');
    return [
      {
        rule: error.code === 'config_invalid' ? 'schema' : 'bundle',
        severity: 'error',
        where: error.where ?? 'framework.yaml',
        message: error.message,
        ...(error.hint === undefined ? {} : { fix: error.hint }),
      },
    ];
  }
  return LINT_RULES.flatMap((rule) =>
    rule.check(subject).map((finding) => ({ rule: rule.code, severity: rule.severity, ...finding })),
  );
}

function agentsBelow(agent: AgentSpec): AgentSpec[] {
  return [agent, ...agent.subAgents.flatMap((child) => agentsBelow(child.agent))];
}

function readTree(files: readonly BundleFile[]): ProblemType | undefined {
  const content = files.find((file) => file.path === 'problem_types.json')?.content;
  if (content === undefined) return undefined;
  return ProblemTypeFile.safeParse(parse(content)).data?.tree;
}

function readPersonas(files: readonly BundleFile[]): Persona[] {
  const content = files.find((file) => file.path === 'personas.jsonl')?.content ?? '';
  return content
    .split('\n')
    .filter((line) => line.trim() !== '')
    .flatMap((line) => {
      const persona = Persona.safeParse(parse(line));
      return persona.success ? [persona.data] : [];
    });
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
