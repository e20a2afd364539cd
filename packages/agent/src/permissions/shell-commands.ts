/**
 * The commands that a line of shell would run, read with the grammar of Bash: in lists, pipelines, loops, functions,
 * substitutions of every kind, and behind programs that run another one (`sudo`, `xargs`, `find -exec`, `sh -c`, …).
 */
import { type Command, forEachChild, parse, type SyntaxNode, type Word } from 'unbash';
import { readWrapper } from './shell-wrappers.ts';

export interface ShellCommand {
  /** Name without its folder, then the arguments, quotes removed. */
  words: string[];
  /** Per word whether the shell makes up a part of it when it runs. */
  dynamic: boolean[];
  /** It writes to a file by redirection. */
  writes: boolean;
}

export interface ShellReading {
  commands: ShellCommand[];
  /** False when a part could not be read: then there may be more than `commands`. */
  complete: boolean;
}

const MAX_DEPTH = 12;
const SHELLS = new Set(['sh', 'bash', 'zsh', 'dash', 'ksh', 'fish']);

export function readShell(line: string, depth = 0): ShellReading {
  const reading: ShellReading = { commands: [], complete: depth < MAX_DEPTH };
  if (!reading.complete) return reading;
  const visit = (node: SyntaxNode) => {
    if ('errors' in node && node.errors && node.errors.length > 0) reading.complete = false;
    if (node.type === 'Command') addCommand(reading, node, depth);
    // What is redirected as a whole writes as its parts would.
    if (node.type === 'Redirected' && node.redirects.some(writesFile)) {
      reading.commands.push({ words: [''], dynamic: [false], writes: true });
    }
    forEachChild(node, visit);
  };
  visit(parse(line));
  return reading;
}

function addCommand(reading: ShellReading, node: Command, depth: number): void {
  const words: string[] = [];
  const dynamic: boolean[] = [];
  for (const word of [node.name, ...node.args]) {
    if (!word) continue;
    words.push(word.type === 'Word' ? word.value : word.text);
    dynamic.push(word.type !== 'Word' || isDynamic(word));
  }
  const writes = node.redirects.some(writesFile);
  if (words.length === 0 && !writes) return;
  const name = (words[0] ?? '').split('/').at(-1) ?? '';
  const command = { words: [name, ...words.slice(1)], dynamic, writes };
  reading.commands.push(command);
  addInner(reading, command, depth);
}

/** The commands that this one runs, when it is one that runs others. */
function addInner(reading: ShellReading, { words, dynamic }: ShellCommand, depth: number): void {
  const [name = ''] = words;
  const rest = (from: number) => {
    if (from >= words.length) return;
    const [inner = '', ...args] = words.slice(from);
    const command = {
      words: [inner.split('/').at(-1) ?? '', ...args],
      dynamic: dynamic.slice(from),
      writes: false,
    };
    reading.commands.push(command);
    if (depth + 1 < MAX_DEPTH) addInner(reading, command, depth + 1);
    else reading.complete = false;
  };
  const script = (at: number) => {
    const text = words[at];
    if (text === undefined) return;
    if (dynamic[at]) reading.complete = false;
    const inner = readShell(text, depth + 1);
    reading.commands.push(...inner.commands);
    reading.complete &&= inner.complete;
  };
  if (SHELLS.has(name)) {
    const at = words.findIndex((word, index) => index > 0 && /^-[a-z]*c[a-z]*$/.test(word));
    if (at > 0) script(at + 1);
    // A script file or standard input: nobody knows what it holds.
    else reading.complete = false;
  } else if (name === 'trap') script(words[1] === '--' ? 2 : 1);
  else if (name === 'eval') {
    if (dynamic.slice(1).some(Boolean)) reading.complete = false;
    const inner = readShell(words.slice(1).join(' '), depth + 1);
    reading.commands.push(...inner.commands);
    reading.complete &&= inner.complete;
  } else if (name === 'source' || name === '.') reading.complete = false;
  else if (name === 'find' || name === 'fd') {
    for (const [index, word] of words.entries()) {
      if (/^(-exec|-execdir|-ok|-okdir|-x|-X|--exec|--exec-batch)$/.test(word)) rest(index + 1);
    }
  } else {
    const wrapped = readWrapper(name, words);
    if (!wrapped) return;
    if (!wrapped.complete) reading.complete = false;
    if (wrapped.script !== undefined) script(wrapped.script);
    rest(wrapped.at);
  }
}

function isDynamic({ parts, text }: Word): boolean {
  if (!parts) return /[$`*?[{~]/.test(text);
  return parts.some((part) => part.type !== 'Literal' && part.type !== 'SingleQuoted' && !isPlainQuote(part));
}

function isPlainQuote(part: NonNullable<Word['parts']>[number]): boolean {
  if (part.type === 'AnsiCQuoted') return true;
  return part.type === 'DoubleQuoted' && part.parts.every((child) => child.type === 'Literal');
}

function writesFile(redirect: Command['redirects'][number]): boolean {
  if (redirect.type !== 'Redirect') return false;
  const { operator, target } = redirect;
  if (operator === '<' || operator === '<&') return false;
  if (operator === '>&' && target && /^\d+-?$|^-$/.test(target.value)) return false;
  return target?.value !== '/dev/null';
}
