/** Judges a line of shell by every command in it: one that is denied denies the line, one that is not allowed asks. */
import type { PermissionDecision, PermissionRules } from '@nex/core';
import { meets } from './match-denied.ts';
import { EVERYTHING, matchesCommand } from './match-pattern.ts';
import { isReadOnly } from './read-only-commands.ts';
import { readShell, type ShellCommand } from './shell-commands.ts';

/** Variables that make programs run others, or load other code than their own. */
const STEERING =
  /^(PATH|IFS|ENV|PS4|SHELLOPTS|BASHOPTS|(LD|DYLD|BASH|GIT|PYTHON|PERL5?|RUBY|NODE|JAVA|JDK|LUA|LESS)_?.*|.*(PAGER|EDITOR|VISUAL|BROWSER|SHELL|_COMMAND|_OPTIONS|_OPTS|ASKPASS))$/;

export function permitShell(
  tool: string,
  { allow, deny }: PermissionRules,
  line: string,
): PermissionDecision {
  const { commands, complete } = readShell(line);
  let certain = complete && !commands.some(hasUnknownName);
  for (const command of commands) {
    for (const rule of deny) {
      const meeting = meets(rule, command);
      if (meeting === 'surely') {
        return { decision: 'deny', reason: `The rule "${rule}" forbids ${command.words[0]}.` };
      }
      if (meeting === 'maybe') certain = false;
    }
  }
  // What cannot be read might hold something forbidden; without such rules "everything" is everything.
  if (allow.includes(EVERYTHING) && (certain || deny.length === 0)) return { decision: 'allow' };
  const own = commands.filter((command) => !command.wraps);
  const open = own.filter((command) => !isReadOnly(command) && !isAllowed(command, allow));
  if (certain && own.length > 0 && open.length === 0) return { decision: 'allow' };
  const named = open[0]?.words.slice(0, 2).join(' ') ?? line;
  return { decision: 'ask', prompt: `Run this command?\n${line}`, key: `${tool}:${named}` };
}

function hasUnknownName({ dynamic }: ShellCommand): boolean {
  return dynamic[0] === true;
}

function isAllowed(command: ShellCommand, allow: readonly string[]): boolean {
  if (hasUnknownName(command)) return false;
  if (allow.includes(EVERYTHING)) return true;
  // A rule speaks of the command: not of the file that its output goes to, nor of what steers it from outside.
  if (command.writes || command.sets.some((name) => STEERING.test(name))) return false;
  const { written, foreign, words } = command;
  // A program of that name elsewhere is another program; a rule can name it by its path.
  const named = foreign ? [written, ...words.slice(1)] : words;
  return allow.some((pattern) => matchesCommand(pattern, named));
}
