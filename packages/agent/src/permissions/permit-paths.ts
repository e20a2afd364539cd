/** Judges file tools by the paths that they are given. Patterns are those of .gitignore. */
import { type JsonObject, type PermissionDecision, type PermissionRules } from '@nex/core';
import ignore from 'ignore';
import { EVERYTHING } from './match-pattern.ts';

export interface PathTool {
  /** It changes nothing. */
  readOnly: boolean;
  /** The paths of a call; `undefined` when they are known only while it runs (patterns, whole folders). */
  paths(args: JsonObject): string[] | undefined;
}

const one =
  (key: string) =>
  (args: JsonObject): string[] => {
    const path = args[key];
    return typeof path === 'string' ? [path] : [];
  };

/** The built-ins that touch files, by their names. */
export const PATH_TOOLS: Readonly<Record<string, PathTool>> = {
  read_file: { readOnly: true, paths: one('file_path') },
  read_visual_file: { readOnly: true, paths: one('file_path') },
  // Whoever may not see what is in a folder may not list it.
  list_directory: {
    readOnly: true,
    paths: (args) => one('dir_path')(args).flatMap((path) => [path, `${path}/any`]),
  },
  glob: { readOnly: true, paths: () => undefined },
  search_file_content: { readOnly: true, paths: () => undefined },
  read_many_files: { readOnly: true, paths: () => undefined },
  write_file: { readOnly: false, paths: one('file_path') },
  replace: { readOnly: false, paths: one('file_path') },
  multiedit_tool: { readOnly: false, paths: one('file_path') },
  save_memory: { readOnly: false, paths: () => ['GEMINI.md'] },
  apply_patch: { readOnly: false, paths: patchedPaths },
};

export function permitPaths(
  name: string,
  tool: PathTool,
  { allow, deny }: PermissionRules,
  args: JsonObject,
): PermissionDecision {
  const paths = tool.paths(args)?.map(relativePath);
  const forbidden = matcher(deny, true);
  const hit = paths?.find(forbidden);
  if (deny.includes(EVERYTHING) || hit !== undefined) {
    return { decision: 'deny', reason: `A rule forbids ${hit ?? 'every file'}.` };
  }
  const known = paths !== undefined || deny.length === 0;
  if (known && (tool.readOnly || allow.includes(EVERYTHING))) return { decision: 'allow' };
  const allowed = matcher(allow, false);
  if (paths && paths.length > 0 && paths.every(allowed)) return { decision: 'allow' };
  const what = paths?.join(', ') ?? JSON.stringify(args);
  return {
    decision: 'ask',
    prompt: `Let ${name} work on ${what}?`,
    key: `${name}:${paths?.[0] ?? EVERYTHING}`,
  };
}

/** The paths that a call of the built-in names; none for those that no file is named to. */
export function pathsOfCall(builtin: string, args: JsonObject): string[] {
  const tool = Object.hasOwn(PATH_TOOLS, builtin) ? PATH_TOOLS[builtin] : undefined;
  return tool?.paths(args) ?? [];
}

/** Whether a rule forbids the path. */
export function isPathDenied({ deny }: PermissionRules, path: string): boolean {
  return matcher(deny, true)(relativePath(path));
}

/** As git does, but that a denied name is denied in any case of its letters. */
function matcher(patterns: readonly string[], ignorecase: boolean): (path: string) => boolean {
  const rules = ignore({ ignorecase }).add(patterns.map(relativePattern));
  return (path) => path !== '' && ignore.isPathValid(path) && rules.ignores(path);
}

/** A pattern that begins with a slash, or below `/workspace/`, counts from the workspace's root only. */
function relativePattern(pattern: string): string {
  const isRooted = pattern.startsWith('/');
  return `${isRooted ? '/' : ''}${relativePath(pattern)}`;
}

/** As seen from the workspace's root; what leads out stays as it is and matches nothing. */
function relativePath(path: string): string {
  const below = path.replace(/^\/workspace(\/|$)/, '').replace(/^\.\//, '');
  const parts: string[] = [];
  for (const part of below.split('/')) {
    if (part === '' || part === '.') continue;
    if (part === '..' && parts.length > 0) parts.pop();
    else parts.push(part);
  }
  return parts.join('/');
}

/** Read as the tool reads it. */
function patchedPaths(args: JsonObject): string[] {
  const text = typeof args.input === 'string' ? args.input : '';
  return text.split(/\r?\n/).flatMap((line) => {
    const path = /^\*\*\* (?:(?:Add|Update|Delete) File|Move to):([^]*)$/.exec(line)?.[1]?.trim();
    return path ? [path] : [];
  });
}
