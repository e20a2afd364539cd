/** What the graph needs of a bundle: `framework.yaml`, the files of agents, the prompts, and which finding is of which agent. */
import { type Bundle, FrameworkFile, type LintFinding } from '@nex/core';
import { parse } from 'yaml';

export interface AgentFiles {
  /** Path of the agent's YAML. */
  path: string;
  yaml: string;
  prompt: string | undefined;
  promptPath: string | undefined;
}

/** Undefined for a bundle without a `framework.yaml` of the known form. */
export function readFrameworkFile({ files }: Bundle): FrameworkFile | undefined {
  const content = files.find(({ path }) => path === 'framework.yaml')?.content;
  if (content === undefined) return undefined;
  const read = FrameworkFile.safeParse(parse(content));
  return read.success ? read.data : undefined;
}

export function agentFiles({ files }: Bundle, path: string): AgentFiles | undefined {
  const yaml = files.find((file) => file.path === path)?.content;
  if (yaml === undefined) return undefined;
  const given: unknown = parse(yaml);
  const named =
    typeof given === 'object' && given !== null && 'system_prompt' in given ? given.system_prompt : undefined;
  if (typeof named !== 'string') return { path, yaml, prompt: undefined, promptPath: undefined };
  const promptPath = resolve(path, named);
  const prompt = files.find((file) => file.path === promptPath)?.content;
  // A prompt may also stand in the agent's file itself.
  return prompt === undefined
    ? { path, yaml, prompt: named, promptPath: undefined }
    : { path, yaml, prompt, promptPath };
}

/** Findings in the agent's file or its prompt, or whose place in `framework.yaml` is the agent's. */
export function findingsOf(
  findings: readonly LintFinding[],
  file: FrameworkFile,
  name: string,
  files: AgentFiles | undefined,
): LintFinding[] {
  const places = file.agents.flatMap((agent, place) => (agent.name === name ? [`agents[${place}]`] : []));
  return findings.filter(
    (finding) =>
      (files !== undefined && (finding.file === files.path || finding.file === files.promptPath)) ||
      places.some((place) => finding.path?.startsWith(place)),
  );
}

function resolve(from: string, to: string): string {
  const parts = from.split('/').slice(0, -1);
  for (const part of to.split('/')) {
    if (part === '..') parts.pop();
    else if (part !== '.') parts.push(part);
  }
  return parts.join('/');
}
