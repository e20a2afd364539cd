/** Programs that run another program, and where in their arguments that one begins. */

interface Wrapper {
  /** Options that take the next word as their value. */
  values?: readonly string[];
  /** Options whose value is a line of shell. */
  scripts?: readonly string[];
  /** Words between the options and the command. */
  operands?: number;
  /** It changes nothing by itself. */
  plain?: boolean;
  /** It gives the rest of its words to a shell as one line. */
  joins?: boolean;
  /** It adds words to the command that it runs. */
  appends?: boolean;
  /** Options whose value stands for such words. */
  marks?: readonly string[];
}

const XARGS = [
  '-I',
  '-L',
  '-n',
  '-P',
  '-d',
  '-E',
  '-s',
  '-a',
  '--max-args',
  '--max-lines',
  '--max-procs',
  '--arg-file',
];

const WRAPPERS: Readonly<Record<string, Wrapper>> = {
  timeout: { values: ['-s', '-k', '--signal', '--kill-after'], operands: 1, plain: true },
  time: { values: ['-f', '-o', '--format', '--output'] },
  nice: { values: ['-n', '--adjustment'], plain: true },
  ionice: { values: ['-c', '-n', '-p', '--class', '--classdata', '--pid'], plain: true },
  chrt: { operands: 1 },
  taskset: { operands: 1 },
  prlimit: {},
  nohup: { plain: true },
  setsid: { plain: true },
  setpriv: {},
  setarch: {},
  stdbuf: { values: ['-i', '-o', '-e', '--input', '--output', '--error'], plain: true },
  env: { values: ['-u', '-C', '--unset', '--chdir'], scripts: ['-S', '--split-string'], plain: true },
  sudo: { values: ['-u', '-g', '-h', '-p', '-C', '-T', '-U', '--user', '--group', '--host', '--prompt'] },
  doas: { values: ['-u', '-C'] },
  pkexec: { values: ['--user'] },
  su: { values: ['-g', '-G', '-s', '--shell'], scripts: ['-c', '--command'] },
  runuser: { values: ['-u', '-g', '-G', '-s', '--user', '--shell'], scripts: ['-c', '--command'] },
  script: { values: ['-o', '-T', '-E'], scripts: ['-c', '--command'] },
  xargs: { values: XARGS, plain: true, appends: true, marks: ['-I'] },
  parallel: { values: ['-j', '--jobs', '-I'], appends: true, joins: true, marks: ['-I'] },
  command: { plain: true },
  builtin: {},
  exec: { values: ['-a'] },
  busybox: {},
  toybox: {},
  watch: { values: ['-n', '--interval'], joins: true },
  entr: { joins: true },
  strace: { values: ['-e', '-o', '-p', '-s'] },
  ltrace: { values: ['-e', '-o', '-p', '-s'] },
  valgrind: {},
  gdb: { values: ['-ex', '-x'] },
  perf: { operands: 1 },
  fakeroot: {},
  flock: { values: ['-w', '-E', '--timeout'], scripts: ['-c', '--command'], operands: 1 },
  chroot: { operands: 1 },
  unshare: {},
  nsenter: { values: ['-t', '--target'] },
  'systemd-run': { values: ['-p', '-u'] },
  'dbus-run-session': {},
  'xvfb-run': { values: ['-n', '-s'] },
  npx: { values: ['-p'], scripts: ['-c', '--call'] },
  bunx: {},
  pnpx: {},
  uvx: {},
  ssh: { values: ['-i', '-l', '-p', '-o', '-F', '-J', '-L', '-R', '-D'], operands: 1, joins: true },
  tmux: { operands: 1, joins: true },
  screen: { values: ['-S'], joins: true },
};

export interface WrapperReading {
  /** Index of the inner command's name; past the end when there is none. */
  at: number;
  /** Index of a word that is a line of shell. */
  script?: number;
  /** False when an option is not known, which may take the next word. */
  complete: boolean;
  /** Variables that it sets for the command. */
  sets: string[];
  plain: boolean;
  joins: boolean;
  appends: boolean;
  /** What words from elsewhere take the place of. */
  marks: string[];
}

/** `undefined` for a program that runs no other. */
export function readWrapper(words: readonly string[]): WrapperReading | undefined {
  const [name = ''] = words;
  const wrapper = Object.hasOwn(WRAPPERS, name) ? WRAPPERS[name] : undefined;
  if (!wrapper) return undefined;
  const { values = [], scripts = [], operands = 0, plain = false, joins = false, appends = false } = wrapper;
  const reading: WrapperReading = { at: 1, complete: true, sets: [], plain, joins, appends, marks: ['{}'] };
  const isScript = (at: number): boolean => {
    const word = words[at] ?? '';
    if (scripts.includes(word)) reading.script = at + 1;
    else if (scripts.some((option) => word.startsWith(option))) reading.complete = false;
    else return false;
    return true;
  };
  for (; reading.at < words.length; reading.at += 1) {
    const word = words[reading.at] ?? '';
    if (word === '--') {
      reading.at += 1;
      break;
    }
    const variable = /^([A-Za-z_]\w*)=/.exec(word)?.[1];
    if (isScript(reading.at)) reading.at = reading.script ?? reading.at;
    else if (values.includes(word) || endsInValue(word, values)) {
      if (wrapper.marks?.includes(word)) reading.marks.push(words[reading.at + 1] ?? '');
      reading.at += 1;
    } else if (/^--[^=]*$/.test(word)) reading.complete = false;
    else if (variable !== undefined) reading.sets.push(variable);
    else if (!word.startsWith('-')) break;
    else for (const mark of wrapper.marks ?? []) if (word.startsWith(mark)) reading.marks.push(word.slice(2));
  }
  // A line of shell may also stand behind the operands: `flock file -c line`.
  reading.at += operands;
  if (operands > 0 && scripts.length > 0 && isScript(reading.at))
    reading.at = (reading.script ?? reading.at) + 1;
  return reading;
}

/** `-nu root`: the last of joined letters takes the value. An earlier one would take the rest of the word. */
function endsInValue(word: string, values: readonly string[]): boolean {
  if (!/^-[A-Za-z]{2,}$/.test(word)) return false;
  const letters = Array.from(word.slice(1), (letter) => values.includes(`-${letter}`));
  return letters.at(-1) === true && !letters.slice(0, -1).includes(true);
}
