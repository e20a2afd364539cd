/** The commands that a command runs besides itself, as far as its words say. */
import type { ShellCommand } from './shell-commands.ts';
import { readWrapper } from './shell-wrappers.ts';

export interface InnerCommands {
  commands: { words: string[]; dynamic: boolean[]; sets: string[] }[];
  /** Lines of shell. `dynamic`: a part is made up when it runs. */
  scripts: { text: string; dynamic: boolean }[];
  /** False when there may be more. */
  complete: boolean;
  /** The command does nothing but run what was found. */
  wraps: boolean;
}

type Subject = Pick<ShellCommand, 'words' | 'dynamic'>;

const SHELLS = new Set(['sh', 'bash', 'zsh', 'dash', 'ksh', 'fish']);
/** Options whose value is a line of shell. */
const SCRIPT_OPTIONS: Readonly<Record<string, RegExp>> = {
  tar: /^(--to-command|--checkpoint-action|-I|--use-compress-program|-F|--info-script|--new-volume-script|--rsh-command)$/,
  mapfile: /^-C$/,
  readarray: /^-C$/,
  complete: /^-C$/,
  bind: /^-x$/,
  rsync: /^(-e|--rsh)$/,
  sort: /^--compress-program$/,
  rg: /^--pre$/,
};
/** Settings that name a program. */
const GIT_PROGRAM =
  /^(alias\..*|core\.(pager|editor|sshcommand|fsmonitor|hookspath|askpass|gitproxy)|pager\..*|sequence\.editor|.*\.(cmd|command|textconv|driver|process|clean|smudge|helper|external|program|uploadpack|receivepack))$/i;

export function findInner(command: Subject): InnerCommands {
  const found: InnerCommands = { commands: [], scripts: [], complete: true, wraps: false };
  const { words, dynamic } = command;
  const [name = ''] = words;
  const script = (text: string, isDynamic: boolean) => void found.scripts.push({ text, dynamic: isDynamic });
  const scriptFrom = (at: number) => script(words.slice(at).join(' '), dynamic.slice(at).some(Boolean));
  const run = (at: number) => {
    if (at < words.length)
      found.commands.push({ words: words.slice(at), dynamic: dynamic.slice(at), sets: [] });
  };
  if (SHELLS.has(name)) {
    const at = scriptOfShell(words);
    // A script file or standard input: nobody knows what it holds.
    if (at === undefined) found.complete = false;
    else script(words[at] ?? '', dynamic[at] ?? false);
  } else if (name === 'eval') scriptFrom(1);
  else if (name === 'trap') {
    const at = words[1] === '--' ? 2 : 1;
    script(words[at] ?? '', dynamic[at] ?? false);
  } else if (name === 'source' || name === '.') found.complete = false;
  else if (name === 'enable') found.complete = !words.some((word) => /^-[a-z]*f/.test(word));
  else if (name === 'alias') {
    for (const [index, word] of words.entries()) {
      const value = /^[^=]+=([^]*)$/.exec(word)?.[1];
      if (value !== undefined) script(value, dynamic[index] ?? false);
    }
  } else if (name === 'hash' && words[1] === '-p') run(2);
  else if (name === 'find' || name === 'fd') {
    for (const [index, word] of words.entries()) {
      if (/^(-exec|-execdir|-ok|-okdir|-x|-X|--exec|--exec-batch)$/.test(word)) run(index + 1);
    }
    for (const one of found.commands) markFilled(one, '{}');
  } else if (name === 'git') addGit(command, script, scriptFrom, run);
  else if (name === 'command' && /^-[vV]/.test(words[1] ?? '')) return found;
  else {
    addWrapped(found, command, script, scriptFrom, run);
    for (const [index, value] of optionValues(command, SCRIPT_OPTIONS[name])) {
      script(value.replace(/^exec=/, ''), dynamic[index] ?? false);
    }
  }
  return found;
}

function addWrapped(
  found: InnerCommands,
  { words }: Subject,
  script: (text: string, isDynamic: boolean) => void,
  scriptFrom: (at: number) => void,
  run: (at: number) => void,
): void {
  const wrapped = readWrapper(words);
  if (!wrapped) return;
  found.complete = wrapped.complete;
  if (wrapped.script !== undefined) script(words[wrapped.script] ?? '', false);
  if (wrapped.joins && wrapped.at < words.length) scriptFrom(wrapped.at);
  run(wrapped.at);
  const [inner] = found.commands;
  if (!inner) return;
  inner.sets.push(...wrapped.sets);
  found.wraps = wrapped.plain && found.complete;
  if (!wrapped.appends) return;
  // Words come from elsewhere: in the place of a mark, and at the end.
  for (const mark of wrapped.marks) markFilled(inner, mark);
  inner.words.push('');
  inner.dynamic.push(true);
}

function markFilled({ words, dynamic }: { words: string[]; dynamic: boolean[] }, mark: string): void {
  for (const [index, word] of words.entries()) if (word.includes(mark)) dynamic[index] = true;
}

/** Index of the line of shell after `-c`; `undefined` when there is none. */
function scriptOfShell(words: readonly string[]): number | undefined {
  let isLine = false;
  let at = 1;
  for (; at < words.length; at += 1) {
    const word = words[at] ?? '';
    if (word === '--') {
      at += 1;
      break;
    }
    if (!/^[-+]./.test(word)) break;
    if (/^-[A-Za-z]*c/.test(word)) isLine = true;
    if (/^[-+][A-Za-z]*[oO]$|^--(rcfile|init-file)$/.test(word)) at += 1;
  }
  return isLine && at < words.length ? at : undefined;
}

function addGit(
  command: Subject,
  script: (text: string, isDynamic: boolean) => void,
  scriptFrom: (at: number) => void,
  run: (at: number) => void,
): void {
  const { words, dynamic } = command;
  for (const [index, value] of optionValues(command, /^(-c|--config-env)$/)) {
    const [, key = '', text = ''] = /^([^=]*)=?([^]*)$/.exec(value) ?? [];
    if (!GIT_PROGRAM.test(key)) continue;
    const isCommandOfGit = /^alias\./i.test(key) && !text.startsWith('!');
    script(isCommandOfGit ? `git ${text}` : text.replace(/^!/, ''), dynamic[index] ?? false);
  }
  for (const [index, value] of optionValues(command, /^(-x|--exec|--extcmd|--upload-pack|--receive-pack)$/)) {
    script(value, dynamic[index] ?? false);
  }
  const bisect = words.indexOf('bisect');
  if (bisect > 0 && words[bisect + 1] === 'run') run(bisect + 2);
  const each = words.indexOf('foreach');
  if (each > 0 && words.includes('submodule')) {
    const at = words.findIndex((word, index) => index > each && !word.startsWith('-'));
    if (at > 0) scriptFrom(at);
  }
}

/** Values of the options that fit, `--option value` and `--option=value`, with the index of their word. */
function optionValues({ words }: Subject, option: RegExp | undefined): [index: number, value: string][] {
  if (!option) return [];
  return words.flatMap((word, index): [number, string][] => {
    const [name = '', ...value] = word.split('=');
    if (index === 0 || !option.test(name)) return [];
    if (value.length > 0) return [[index, value.join('=')]];
    return index + 1 < words.length ? [[index + 1, words[index + 1] ?? '']] : [];
  });
}
