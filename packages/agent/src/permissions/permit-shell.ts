/** Judges a line of shell by every command in it: one that is denied denies the line, one that is not allowed asks. */
import type { PermissionDecision, PermissionRules } from '@nex/core';
import { EVERYTHING, matchesCommand } from './match-pattern.ts';
import { isReadOnly } from './read-only-commands.ts';
import { readShell, type ShellCommand } from './shell-commands.ts';

export function permitShell(
  tool: string,
  { allow, deny }: PermissionRules,
  line: string,
): PermissionDecision {
  const { commands, complete } = readShell(line);
  for (const { words } of commands) {
    const rule = deny.find((pattern) => pattern === EVERYTHING || matchesCommand(pattern, words));
    if (rule !== undefined) return { decision: 'deny', reason: `The rule "${rule}" forbids ${words[0]}.` };
  }
  // What cannot be read might hold something forbidden; without such rules "everything" is everything.
  if (allow.includes(EVERYTHING) && (deny.length === 0 || (complete && !commands.some(hasUnknownName)))) {
    return { decision: 'allow' };
  }
  const open = commands.filter((command) => !isReadOnly(command) && !isAllowed(command, allow));
  if (complete && commands.length > 0 && open.length === 0) return { decision: 'allow' };
  const named = open[0]?.words.slice(0, 2).join(' ') ?? line;
  return { decision: 'ask', prompt: `Run this command?\n${line}`, key: `${tool}:${named}` };
}

function hasUnknownName({ dynamic }: ShellCommand): boolean {
  return dynamic[0] === true;
}

function isAllowed(command: ShellCommand, allow: readonly string[]): boolean {
  if (hasUnknownName(command)) return false;
  // A rule speaks of the command, not of the file that its output goes to.
  if (command.writes) return allow.includes(EVERYTHING);
  return allow.some((pattern) => pattern === EVERYTHING || matchesCommand(pattern, command.words));
}
