/** A Python 3 of the machine that tests run tools with. */
import { execFile } from 'node:child_process';

const CANDIDATES = ['/usr/bin/python3', '/usr/local/bin/python3', 'python3'];

/** Throws when there is none: tests of Python tools are never left out. */
export async function findPythonForTests(): Promise<string> {
  for (const command of CANDIDATES) {
    const runs = await new Promise<boolean>((resolve) => {
      execFile(command, ['-I', '-c', 'import sys, ssl, json; assert sys.version_info >= (3, 9)'], (error) =>
        resolve(error === null),
      );
    });
    if (runs) return command;
  }
  throw new Error('There is no Python 3.9 or newer to test with. Install python3.');
}
