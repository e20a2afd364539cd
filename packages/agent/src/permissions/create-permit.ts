/**
 * From the permission rules of a tool to a judgement of each call: deny, then what only reads, then allow, else ask.
 * The same rules give the same answer however the tool came to be known to the model.
 */
import { type JsonObject, matchesWildcard, type PermissionDecision, type PermissionRules } from '@nex/core';
import { EVERYTHING } from './match-pattern.ts';
import { PATH_TOOLS, permitPaths } from './permit-paths.ts';
import { permitShell } from './permit-shell.ts';

export interface PermitSubject {
  /** As the model calls it. */
  name: string;
  /** Other names that rules may use: the built-in, `mcp__server`, `mcp__server__tool`. */
  aliases: readonly string[];
  /** Name of the built-in that runs; absent for all others. */
  builtin?: string;
}

/** `undefined` without rules: then everything is allowed. Rules that name nothing allow nothing but what only reads. */
export function createPermit(
  subject: PermitSubject,
  rules: PermissionRules | undefined,
): ((args: JsonObject) => PermissionDecision) | undefined {
  if (!rules) return undefined;
  const { name } = subject;
  const names = [name, ...subject.aliases];
  const byName = rules.deny.find((pattern) => pattern === EVERYTHING || names.includes(pattern));
  if (byName !== undefined) {
    return () => ({ decision: 'deny', reason: `The rule "${byName}" forbids ${name}.` });
  }
  // The tool's own name allows all that it can do, but for what is denied.
  const isNamed = names.some((one) => rules.allow.includes(one));
  if (isNamed && rules.deny.length === 0) return () => ({ decision: 'allow' });
  return judgeOf(subject, names, isNamed ? { ...rules, allow: [EVERYTHING] } : rules);
}

function judgeOf(
  { name, builtin }: PermitSubject,
  names: readonly string[],
  rules: PermissionRules,
): (args: JsonObject) => PermissionDecision {
  if (builtin === 'run_shell_command') {
    return (args) => permitShell(name, rules, typeof args.command === 'string' ? args.command : '');
  }
  const pathTool =
    builtin !== undefined && Object.hasOwn(PATH_TOOLS, builtin) ? PATH_TOOLS[builtin] : undefined;
  if (pathTool) return (args) => permitPaths(name, pathTool, rules, args);
  if (builtin === 'web_fetch') return (args) => permitUrls(name, rules, args);
  return (args) => permitByName(name, names, rules, args);
}

function permitByName(
  name: string,
  names: readonly string[],
  { allow, deny }: PermissionRules,
  args: JsonObject,
): PermissionDecision {
  const rule = deny.find((pattern) => names.some((one) => matchesWildcard(pattern, one)));
  if (rule !== undefined) return { decision: 'deny', reason: `The rule "${rule}" forbids ${name}.` };
  const isAllowed = allow.some((pattern) => names.some((one) => matchesWildcard(pattern, one)));
  if (isAllowed) return { decision: 'allow' };
  return { decision: 'ask', prompt: `Let ${name} run with ${JSON.stringify(args)}?`, key: name };
}

/** By host name; every address in the arguments counts, read as it is when it is fetched. */
function permitUrls(name: string, { allow, deny }: PermissionRules, args: JsonObject): PermissionDecision {
  const texts = Object.values(args).filter((value) => typeof value === 'string');
  const hosts = [...new Set(texts.flatMap(hostsIn))];
  const rule = deny.find((pattern) => hosts.some((host) => matchesWildcard(pattern.toLowerCase(), host)));
  if (rule !== undefined) return { decision: 'deny', reason: `The rule "${rule}" forbids that host.` };
  const isAllowed = (host: string) => allow.some((pattern) => matchesWildcard(pattern.toLowerCase(), host));
  const isEverything = allow.includes(EVERYTHING) && (deny.length === 0 || hosts.length > 0);
  if (isEverything || (hosts.length > 0 && hosts.every(isAllowed))) return { decision: 'allow' };
  return {
    decision: 'ask',
    prompt: `Let ${name} open ${hosts.join(', ') || texts.join(' ')}?`,
    key: `${name}:${hosts[0] ?? ''}`,
  };
}

/** GitHub's page of a file is fetched from the host of the file. */
function hostsIn(text: string): string[] {
  const addresses = [text.trim(), ...(text.match(/https?:\/\/[^\s"'<>]+/gi) ?? [])];
  return addresses.flatMap((address) => {
    const url = URL.parse(address);
    if (!url || url.hostname === '') return [];
    const host = url.hostname.toLowerCase().replace(/\.+$/, '');
    return host === 'github.com' && url.pathname.includes('/blob/')
      ? [host, 'raw.githubusercontent.com']
      : [host];
  });
}
