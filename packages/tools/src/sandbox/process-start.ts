/** When a process began, in a form that tells it from another one that has its id later. */
import { readFile } from 'node:fs/promises';
import { runProgram } from './run-program.ts';

/** `undefined` when there is no such process, or it has ended and was not waited for. */
export async function processStart(pid: number): Promise<string | undefined> {
  if (process.platform !== 'linux') {
    const { stdout } = await runProgram('/bin/ps', ['-o', 'lstart=', '-p', String(pid)], {});
    return stdout.trim() || undefined;
  }
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '');
  // proc(5): the name, which may hold anything, ends with the last bracket; state is field 3, the start is field 22.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return fields[0] === 'Z' || fields[0] === 'X' ? undefined : fields[19];
}
