/**
 * Finds the real installation behind a Python command: launchers, links and virtual environments are followed to the
 * folder with the interpreter and its library, which is what a sandbox has to see.
 */
import { execFile } from 'node:child_process';
import { access, realpath } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { NexError } from '@nex/core';
import type { ReadOnlyPath } from '../sandbox.ts';

export interface ResolvedPython {
  /** Interpreter, as it is called inside. */
  program: string;
  /** Where its own libraries are inside; absent for the system's. */
  libraryPath?: string;
  readOnlyPaths: ReadOnlyPath[];
}

const SYSTEM_PYTHON = '/usr/bin/python3';
const INSIDE = '/opt/nex/python';
const ASK = 'import sys, os, json; print(json.dumps([sys.base_prefix, os.path.realpath(sys.executable)]))';

/**
 * `interpreter` is a command of the host; absent: the system's, when there is one (`undefined` when not). Throws
 * `config_invalid` when the given one does not run.
 */
export async function resolvePython(interpreter: string | undefined): Promise<ResolvedPython | undefined> {
  if (interpreter === undefined) {
    const isThere = await access(SYSTEM_PYTHON).then(
      () => true,
      () => false,
    );
    return isThere ? { program: SYSTEM_PYTHON, readOnlyPaths: [] } : undefined;
  }
  const [prefix, executable] = await ask(interpreter);
  if (prefix === '/usr') return { program: executable, readOnlyPaths: [] };
  return {
    program: join(INSIDE, relative(prefix, executable)),
    libraryPath: join(INSIDE, 'lib'),
    readOnlyPaths: [{ hostPath: prefix, path: INSIDE }],
  };
}

async function ask(interpreter: string): Promise<[prefix: string, executable: string]> {
  const answer = await new Promise<string>((resolve, reject) => {
    execFile(interpreter, ['-I', '-c', ASK], { timeout: 20_000 }, (error, stdout) =>
      error ? reject(notPython(error)) : resolve(stdout),
    );
  });
  const [prefix, executable] = JSON.parse(answer) as [string, string];
  const root = await realpath(prefix);
  if (relative(root, executable).startsWith('..')) throw notPython(undefined);
  return [root, executable];
}

function notPython(cause: unknown): NexError {
  return new NexError('config_invalid', 'The configured Python interpreter cannot be used.', {
    hint: 'Give the command of a Python 3 that runs on the host.',
    cause,
  });
}
