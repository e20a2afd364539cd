/**
 * Some calls want another call first: the directory before the file, the file before
 * its edit, the identifier before the tool that takes it, the next task before it is done.
 */
import { describeDoer, sharedWords } from './ranking.ts';
import { baseDirectory } from './told.ts';
import { type Call, callKey, type Situation, type Tool } from './types.ts';

function find(situation: Situation, pattern: RegExp, takes?: string): Tool | undefined {
  return situation.tools.find(
    ({ name, parameters }) =>
      pattern.test(name.replace(/^.*__/, '')) &&
      (takes === undefined || takes in (parameters.properties ?? {})),
  );
}

function made(situation: Situation, pattern: RegExp): boolean {
  return situation.outcomes.some(({ call }) => pattern.test(call.tool.replace(/^.*__/, '')));
}

function parentOf(path: string): string {
  return path.slice(0, path.lastIndexOf('/'));
}

type Rule = { name: string; first(call: Call, situation: Situation): Call | undefined };

const RULES: Rule[] = [
  {
    name: 'know the directory',
    first(call, situation) {
      const takesPath = ['path', 'source', 'paths'].some((name) => name in call.arguments);
      const lister = find(situation, /allowed_?director/i);
      if (!takesPath || !lister || baseDirectory(situation) !== undefined) return undefined;
      return { tool: lister.name, arguments: {} };
    },
  },
  {
    name: 'make the folder',
    first(call, situation) {
      const path =
        call.arguments.destination ??
        (/write|create_file|save/i.test(call.tool) ? call.arguments.path : undefined);
      const base = baseDirectory(situation) ?? '/workspace';
      const maker = find(situation, /create_?dir|make_?dir|mkdir/i, 'path');
      if (typeof path !== 'string' || !maker || !path.startsWith('/')) return undefined;
      const parent = parentOf(path);
      return parent === base || parent === '' ? undefined : { tool: maker.name, arguments: { path: parent } };
    },
  },
  {
    name: 'read before editing',
    first(call, situation) {
      const { path } = call.arguments;
      const reader = find(situation, /^read_text_file$|^read_file$|^read$/i, 'path');
      if (!/edit/i.test(call.tool) || typeof path !== 'string' || !reader) return undefined;
      return { tool: reader.name, arguments: { path } };
    },
  },
  {
    name: 'see the next task before it is done',
    first(call, situation) {
      const { requestId } = call.arguments;
      const next = find(situation, /get_next_task/i, 'requestId');
      if (
        !/mark_.*done/i.test(call.tool) ||
        typeof requestId !== 'string' ||
        !next ||
        made(situation, /get_next_task/i)
      )
        return undefined;
      return { tool: next.name, arguments: { requestId } };
    },
  },
];

/** The call to make before the given one, unless it has been made. */
export function prerequisite(call: Call, situation: Situation): Call | undefined {
  const known = new Set(situation.outcomes.map((outcome) => callKey(outcome.call)));
  for (const { first } of RULES) {
    const before = first(call, situation);
    if (before && !known.has(callKey(before))) return before;
  }
  return undefined;
}

/** A call that may bring the identifiers a tool lacks: one that takes none and speaks of the same things. */
export function provider(tool: Tool, missing: readonly string[], situation: Situation): Call | undefined {
  if (!missing.some((name) => /(?:id|ids)$/i.test(name))) return undefined;
  const known = new Set(situation.outcomes.map((outcome) => callKey(outcome.call)));
  const free = situation.tools.filter(
    (other) =>
      (other.parameters.required ?? []).length === 0 &&
      /list|get|search|read/i.test(other.name) &&
      other !== tool,
  );
  const doers = free.map((other) => describeDoer(other.name, other.description));
  const common = sharedWords(`${tool.name.replace(/^.*__/, '')} ${missing.join(' ')}`, doers);
  const best = common.map((score, at) => ({ score, at })).sort((left, right) => right.score - left.score)[0];
  const chosen = best && best.score > 0 ? free[best.at] : undefined;
  const call = chosen && { tool: chosen.name, arguments: {} };
  return call && !known.has(callKey(call)) ? call : undefined;
}
