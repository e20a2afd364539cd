/** Commands that change nothing, as far as their arguments say so too. Whoever is not sure is not in this table. */
import type { ShellCommand } from './shell-commands.ts';

type Judge = (args: readonly string[]) => boolean;

const always: Judge = () => true;
const without =
  (forbidden: RegExp): Judge =>
  (args) =>
    !args.some((arg) => forbidden.test(arg));
const operands = (args: readonly string[]): string[] => args.filter((arg) => !arg.startsWith('-'));

const GIT_READS: Readonly<Record<string, Judge>> = {
  status: always,
  log: without(/^--output|^-o/),
  diff: without(/^--output|^-o|^--ext-diff|^--textconv/),
  show: without(/^--output|^-o|^--ext-diff|^--textconv/),
  blame: always,
  'ls-files': always,
  'ls-tree': always,
  'rev-parse': always,
  'rev-list': always,
  describe: always,
  shortlog: without(/^--output/),
  'cat-file': without(/^--textconv|^--filters/),
  grep: without(/^-O|^--open-files-in-pager/),
  'merge-base': always,
  'name-rev': always,
  'show-ref': always,
  'for-each-ref': always,
  'count-objects': always,
  'check-ignore': always,
  whatchanged: without(/^--output/),
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
  return judge?.(args.slice(at + 1)) ?? false;
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
  date: without(/^(-s|--set)/),
  hostname: (args) => operands(args).length === 0,
  file: without(/^(-C|--compile)/),
  sort: without(/^(-o|--output|--compress-program|-T)|^-[a-z]*o/),
  uniq: (args) => operands(args).length <= 1,
  tree: without(/^-o/),
  rg: without(/^--pre|^-z|^--search-zip|^--hostname-bin/),
  find: without(/^-(exec|execdir|ok|okdir|delete|fprint|fprint0|fprintf|fls)$/),
  xxd: (args) => operands(args).length <= 1 && !args.some((arg) => arg.startsWith('-r')),
  env: (args) => args.length === 0,
  git,
};

/** Only what is certain: a name or an argument that the shell makes up is not. */
export function isReadOnly({ words, dynamic, writes }: ShellCommand): boolean {
  const [name = '', ...args] = words;
  if (writes || dynamic[0]) return false;
  const judge = Object.hasOwn(READS, name) ? READS[name] : undefined;
  if (!judge) return false;
  // An argument that is made up may be an option where options matter.
  return judge === always ? true : !dynamic.some(Boolean) && judge(args);
}
