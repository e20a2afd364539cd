/** Programs that run another program, and where in their arguments that one begins. */

interface Wrapper {
  /** Options that take the next word as their value. */
  values?: readonly string[];
  /** Options whose value is a line of shell. */
  scripts?: readonly string[];
  /** Words between the options and the command. */
  operands?: number;
}

const WRAPPERS: Readonly<Record<string, Wrapper>> = {
  timeout: { values: ['-s', '-k', '--signal', '--kill-after'], operands: 1 },
  time: { values: ['-f', '-o', '--format', '--output'] },
  nice: { values: ['-n', '--adjustment'] },
  ionice: { values: ['-c', '-n', '-p', '--class', '--classdata', '--pid'] },
  chrt: { operands: 1 },
  taskset: { operands: 1 },
  nohup: {},
  setsid: {},
  setpriv: {},
  stdbuf: { values: ['-i', '-o', '-e', '--input', '--output', '--error'] },
  env: { values: ['-u', '-C', '--unset', '--chdir'], scripts: ['-S', '--split-string'] },
  sudo: { values: ['-u', '-g', '-h', '-p', '-C', '-T', '-U', '--user', '--group', '--host', '--prompt'] },
  doas: { values: ['-u', '-C'] },
  su: { values: ['-g', '-G', '-s', '--shell'], scripts: ['-c', '--command'] },
  runuser: { values: ['-u', '-g', '-G', '-s', '--user', '--shell'], scripts: ['-c', '--command'] },
  script: { values: ['-o', '-T', '-E'], scripts: ['-c', '--command'] },
  xargs: {
    values: [
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
    ],
  },
  parallel: { values: ['-j', '--jobs'] },
  command: {},
  builtin: {},
  exec: { values: ['-a'] },
  busybox: {},
  toybox: {},
  watch: { values: ['-n', '-d', '--interval'] },
  strace: { values: ['-e', '-o', '-p', '-s'] },
  flock: { values: ['-w', '-E', '--timeout'], scripts: ['-c', '--command'], operands: 1 },
  chroot: { operands: 1 },
  unshare: {},
};

export interface WrapperReading {
  /** Index of the inner command's name; past the end when there is none. */
  at: number;
  /** Index of a word that is a line of shell. */
  script?: number;
  /** False when an option is not known, which may take the next word. */
  complete: boolean;
}

/** `undefined` for a program that runs no other. */
export function readWrapper(name: string, words: readonly string[]): WrapperReading | undefined {
  const wrapper = Object.hasOwn(WRAPPERS, name) ? WRAPPERS[name] : undefined;
  if (!wrapper) return undefined;
  const { values = [], scripts = [], operands = 0 } = wrapper;
  const reading: WrapperReading = { at: 1, complete: true };
  for (; reading.at < words.length; reading.at += 1) {
    const word = words[reading.at] ?? '';
    if (word === '--') {
      reading.at += 1;
      break;
    }
    if (scripts.includes(word)) reading.script = reading.at += 1;
    else if (scripts.some((option) => word.startsWith(option))) reading.complete = false;
    else if (values.includes(word) || endsInValue(word, values)) reading.at += 1;
    else if (/^--[^=]*$/.test(word)) reading.complete = false;
    else if (!word.startsWith('-') && !/^[A-Za-z_]\w*=/.test(word)) break;
  }
  reading.at += operands;
  return reading;
}

/** `-nu root`: the last of joined letters takes the value. An earlier one would take the rest of the word. */
function endsInValue(word: string, values: readonly string[]): boolean {
  if (!/^-[A-Za-z]{2,}$/.test(word)) return false;
  const letters = Array.from(word.slice(1), (letter) => values.includes(`-${letter}`));
  return letters.at(-1) === true && !letters.slice(0, -1).includes(true);
}
