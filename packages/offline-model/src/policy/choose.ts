/**
 * For one request: the best tool whose required arguments the request gives, or the
 * best agent to hand it to, or the reason why there is neither.
 */

import { problems } from '../schema/validate.ts';
import { plain } from '../text/plain.ts';
import { fillArguments } from './arguments/index.ts';
import type { Concept } from './concepts/concept.ts';
import { describeDoer, rank } from './ranking.ts';
import { type SubAgent, subAgentsOf } from './sub-agents.ts';
import { baseDirectory, notesOf, resolvedText, sourcesOf } from './told.ts';
import { type Call, callKey, type Request, type Situation, type Tool } from './types.ts';

/** What is to be done about a request. */
export type Choice =
  | { kind: 'call'; call: Call; tool: Tool; concept: Concept | undefined }
  | { kind: 'hand-on'; agent: SubAgent }
  | { kind: 'lacking'; tool: Tool; missing: string[] }
  | { kind: 'none' };

/** The words of a tool's parameters: names, descriptions and allowed values. */
function parameterWords(tool: Tool): string {
  return Object.entries(tool.parameters.properties ?? {})
    .map(
      ([name, schema]) =>
        `${name} ${schema.description ?? ''} ${(schema.enum ?? []).map(plain).join(' ')} ${Object.keys(schema.items?.properties ?? {}).join(' ')}`,
    )
    .join(' ');
}

/** Fills one tool's arguments for a request. */
export function callFor(
  tool: Tool,
  request: Request,
  concept: Concept | undefined,
  situation: Situation,
): { call: Call; missing: string[] } {
  const notes = notesOf(situation, request);
  const filled = fillArguments(tool.parameters, {
    tool,
    request,
    text: resolvedText(request, notes),
    concept,
    situation,
    sources: sourcesOf(situation, request),
    notes,
    base: baseDirectory(situation),
    chosen: {},
  });
  const wrong = filled.missing.length > 0 ? filled.missing : problems(filled.arguments, tool.parameters);
  return { call: { tool: tool.name, arguments: filled.arguments }, missing: wrong };
}

/** True when a tool that needs no argument would answer any question: it must be the concept's own. */
function isBlind(call: Call, concept: Concept | undefined): boolean {
  return concept === undefined && Object.keys(call.arguments).length === 0;
}

/** Decides about one request; agents and tools that were tried for it and failed are left out. */
export function choose(request: Request, situation: Situation, tried: ReadonlySet<string>): Choice {
  const agents = situation.tools.flatMap(subAgentsOf);
  const handing = new Set(agents.map(({ tool }) => tool.name));
  const plain = situation.tools.filter(({ name }) => !handing.has(name));
  const doers = [
    ...plain.map((tool) => describeDoer(tool.name, tool.description, parameterWords(tool))),
    ...agents.map(({ name, description }) => describeDoer(name, description, '', true)),
  ];
  let lacking: Choice | undefined;
  for (const { at, concept } of rank(request.text, request.concepts, doers)) {
    const agent = agents[at - plain.length];
    if (agent) {
      if (!tried.has(agent.name)) return { kind: 'hand-on', agent };
      continue;
    }
    const tool = plain[at];
    if (!tool || tried.has(tool.name)) continue;
    const { call, missing } = callFor(tool, request, concept, situation);
    if (missing.length === 0 && !isBlind(call, concept) && !tried.has(callKey(call)))
      return { kind: 'call', call, tool, concept };
    if (missing.length > 0) lacking ??= { kind: 'lacking', tool, missing };
  }
  if (!lacking && agents.length > 0 && request.concepts.length === 0) {
    const left = agents.filter(({ name }) => !tried.has(name));
    const only = left.length === 1 && agents.length === 1 ? left[0] : undefined;
    if (only) return { kind: 'hand-on', agent: only };
  }
  return lacking ?? { kind: 'none' };
}
