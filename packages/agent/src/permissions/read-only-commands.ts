/** Commands that change nothing, as far as their arguments say so too. Whoever is not sure is not in this table. */
import type { ShellCommand } from './shell-commands.ts';

type Judge = (args: readonly string[]) => boolean;

const always: Judge = () => true;
const without =
  (forbidden: RegExp): Judge =>
  (args) =>
    !args.some((arg) => forbidden.test(arg));
/** Files: a lone dash is one, and behind `--` everything is. */
function operands(args: readonly string[]): string[] {
  const end = args.indexOf('--');
  const before = end < 0 ? args : args.slice(0, end);
  return [
    ...before.filter((arg) => arg === '-' || !arg.startsWith('-')),
    ...(end < 0 ? [] : args.slice(end + 1)),
  ];
}
/** A time to show stands behind an option; any other operand that is no format sets the clock. */
const date: Judge = (args) =>
  args.every((arg, index) => {
    if (arg.startsWith('-')) return !/^-[A-Za-z]*s|^--s/.test(arg);
    return arg.startsWith('+') || /^(-[A-Za-z]*[dfr]|--date|--file|--reference)$/.test(args[index - 1] ?? '');
  });

/** Long options may be shortened as far as they stay clear. */
const GIT_WRITES = /^--ou|^--ext|^--textc|^--op/;
const GIT_READS: Readonly<Record<string, Judge>> = {
  status: always,
  log: without(/^-o/),
  diff: without(/^-o/),
  show: without(/^-o/),
  blame: always,
  'ls-files': always,
  'ls-tree': always,
  'rev-parse': always,
  'rev-list': always,
  describe: always,
  shortlog: always,
  'cat-file': without(/^--fi/),
  grep: without(/^-[A-Za-z]*O/),
  'merge-base': always,
  'name-rev': always,
  'show-ref': always,
  'for-each-ref': always,
  'count-objects': always,
  'check-ignore': always,
  whatchanged: always,
  branch: (args) => args.every((arg) => /^(-a|-r|-v|-vv|--list|--all|--remotes|--show-current)$/.test(arg)),
  tag: (args) => args.every((arg) => /^(-l|--list|-n\d*)$/.test(arg)),
  remote: (args) => args.every((arg) => arg === '-v' || arg === '--verbose'),
  config: (args) => args.length > 0 && /^(--list|-l|--get|--get-all|--get-regexp)$/.test(args[0] ?? ''),
  stash: (args) => args[0] === 'list',
};

function git(args: readonly string[]): boolean {
  let at = 0;
  for (; at < args.length; at += 1) {
    const arg = args[at] ?? '';
    // -c and --exec-path make git run programs of the caller's choice.
    if (arg === '-C' || arg === '--git-dir' || arg === '--work-tree') at += 1;
    else if (arg === '--no-pager' || arg === '-P') continue;
    else if (arg.startsWith('-')) return arg === '--version' || arg === '--help';
    else break;
  }
  const subcommand = args[at] ?? '';
  const judge = Object.hasOwn(GIT_READS, subcommand) ? GIT_READS[subcommand] : undefined;
  const rest = args.slice(at + 1);
  return judge !== undefined && without(GIT_WRITES)(rest) && judge(rest);
}

/** Write nothing, whatever their arguments. */
const PLAIN_READERS = `
  ls cat head tail wc grep egrep fgrep echo pwd stat du df diff cmp comm cut tr nl tac rev fold
  paste join basename dirname realpath readlink which whereis type true false test [ seq sleep
  printenv id whoami groups uname uptime arch nproc free ps md5sum sha1sum sha256sum sha512sum
  cksum sum od hexdump strings expr cd jq expand unexpand column look tsort factor cal locale tty
  :
`
  .trim()
  .split(/\s+/);

const READS: Readonly<Record<string, Judge>> = {
  ...Object.fromEntries(PLAIN_READERS.map((name) => [name, always])),
  printf: without(/^-v/),
  date,
  hostname: (args) => args.every((arg) => /^-[AdfiIsy]+$/.test(arg)),
  file: without(/^-[A-Za-z]*C|^--com/),
  sort: without(/^-[A-Za-z]*[oT]|^--[ot]|^--co/),
  uniq: (args) => operands(args).length <= 1,
  tree: without(/^-[A-Za-z]*o|^--ou/),
  rg: without(/^--pre|^-[A-Za-z]*z|^--search-zip|^--hostname-bin/),
  find: without(/^-(exec|execdir|ok|okdir|delete|fprint|fprint0|fprintf|fls)$/),
  xxd: (args) => operands(args).length <= 1 && !args.some((arg) => arg.startsWith('-r')),
  env: (args) => args.length === 0,
  git,
};

/** Variables that change how a result looks, and nothing else. */
const HARMLESS = /^(LANG|LANGUAGE|LC_[A-Z]+|TZ|NO_COLOR|COLUMNS|LINES)$/;

/** Only what is certain: a name or an argument that the shell makes up is not, nor a program from elsewhere. */
export function isReadOnly({ words, dynamic, writes, sets, foreign }: ShellCommand): boolean {
  const [name = '', ...args] = words;
  if (writes || foreign || dynamic[0] || !sets.every((variable) => HARMLESS.test(variable))) return false;
  if (name === '') return sets.length > 0;
  if (name === 'command') return /^-[vV]$/.test(args[0] ?? '');
  const judge = Object.hasOwn(READS, name) ? READS[name] : undefined;
  if (!judge) return false;
  // An argument that is made up may be an option where options matter.
  return judge === always ? true : !dynamic.some(Boolean) && judge(args);
}
