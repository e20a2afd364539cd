/**
 * The commands that a line of shell would run, read with the grammar of Bash: in lists, pipelines, loops, functions,
 * substitutions of every kind, and behind programs that run another one (`sudo`, `xargs`, `find -exec`, `sh -c`, …).
 */
import { type Command, forEachChild, parse, type SyntaxNode, type Word } from 'unbash';
import { findInner } from './inner-commands.ts';

export interface ShellCommand {
  /** Name without its folder, then the arguments, quotes removed. */
  words: string[];
  /** The name with its folder. */
  written: string;
  /** Per word whether the shell, or who runs the command, makes up a part of it. */
  dynamic: boolean[];
  /** It writes to a file by redirection, or opens a connection. */
  writes: boolean;
  /** Variables that are set for it. */
  sets: readonly string[];
  /** The name leads to a folder that is not one of the system's. */
  foreign: boolean;
  /** It only runs another command, which is in the reading, too. */
  wraps: boolean;
}

export interface ShellReading {
  commands: ShellCommand[];
  /** False when a part could not be read: then there may be more than `commands`. */
  complete: boolean;
}

const MAX_DEPTH = 12;
/** Reading takes longer than linear time in them; no line that was meant has so many. */
const MAX_SUBSTITUTIONS = 1000;
const SYSTEM_FOLDER = /^\/(usr\/(local\/)?)?s?bin\/[^/]+$/;
/** Of the shell itself; those that programs look at are in capitals. */
const SHELL_VARIABLE = /^[a-z_][a-z0-9_]*$/;

export function readShell(line: string, depth = 0): ShellReading {
  const reading: ShellReading = { commands: [], complete: depth < MAX_DEPTH };
  if ((line.match(/[$<>]\(|\$\{|`/g)?.length ?? 0) > MAX_SUBSTITUTIONS) reading.complete = false;
  if (!reading.complete) return reading;
  const visit = (node: SyntaxNode) => {
    if ('errors' in node && node.errors && node.errors.length > 0) reading.complete = false;
    if (node.type === 'Command') readCommand(reading, node, depth);
    // What is redirected as a whole writes as its parts would.
    if (node.type === 'Redirected' && node.redirects.some(writesFile)) {
      reading.commands.push(shellCommand([''], [false], { writes: true }));
    }
    forEachChild(node, visit);
  };
  try {
    visit(parse(line));
  } catch {
    // Nested deeper than can be read.
    reading.complete = false;
  }
  return reading;
}

function readCommand(reading: ShellReading, node: Command, depth: number): void {
  const words: string[] = [];
  const dynamic: boolean[] = [];
  for (const word of [node.name, ...node.args]) {
    if (!word) continue;
    words.push(word.type === 'Word' ? word.value : word.text);
    dynamic.push(word.type !== 'Word' || isDynamic(word));
  }
  const writes = node.redirects.some(writesFile);
  const sets = node.prefix.flatMap((part) => (part.type === 'Assignment' ? [part.name] : []));
  if (words.length === 0) {
    // Alone it sets the variable for all that follows.
    const lasting = sets.filter((name) => !SHELL_VARIABLE.test(name));
    if (!writes && lasting.length === 0) return;
    words.push('');
    dynamic.push(false);
  }
  addCommand(reading, shellCommand(words, dynamic, { writes, sets }), depth);
}

/** Adds it with the commands that it runs, when it is one that runs others. */
function addCommand(reading: ShellReading, command: ShellCommand, depth: number): void {
  reading.commands.push(command);
  const inner = findInner(command);
  if (!inner.complete) reading.complete = false;
  command.wraps = inner.wraps;
  for (const { words, dynamic, sets } of inner.commands) {
    if (depth + 1 >= MAX_DEPTH) reading.complete = false;
    else addCommand(reading, shellCommand(words, dynamic, { sets: [...command.sets, ...sets] }), depth + 1);
  }
  for (const { text, dynamic } of inner.scripts) {
    const read = readShell(text, depth + 1);
    reading.commands.push(...read.commands);
    if (dynamic || !read.complete) reading.complete = false;
  }
}

function shellCommand(
  [written = '', ...args]: readonly string[],
  dynamic: readonly boolean[],
  { writes = false, sets = [] }: { writes?: boolean; sets?: readonly string[] },
): ShellCommand {
  return {
    words: [written.split('/').at(-1) ?? '', ...args],
    written,
    dynamic: [...dynamic],
    writes,
    sets,
    foreign: written.includes('/') && !SYSTEM_FOLDER.test(written),
    wraps: false,
  };
}

function isDynamic({ parts, text }: Word): boolean {
  if (text === '[') return false;
  if (!parts) return /[$`*?[{]|^~|[:=]~/.test(text);
  return parts.some((part) => part.type !== 'Literal' && part.type !== 'SingleQuoted' && !isPlainQuote(part));
}

function isPlainQuote(part: NonNullable<Word['parts']>[number]): boolean {
  if (part.type === 'AnsiCQuoted') return true;
  return part.type === 'DoubleQuoted' && part.parts.every((child) => child.type === 'Literal');
}

function writesFile(redirect: Command['redirects'][number]): boolean {
  if (redirect.type !== 'Redirect') return false;
  const { operator, target } = redirect;
  // Bash opens connections by these names; a name that is made up may be one of them.
  if (operator === '<')
    return target === undefined || /^\/dev\/(tcp|udp)\//.test(target.value) || isDynamic(target);
  if (operator === '<&') return false;
  if (operator === '>&' && target && /^\d+-?$|^-$/.test(target.value)) return false;
  return target?.value !== '/dev/null';
}
