/** Runs a short program of the host to its end. */
import { execFile } from 'node:child_process';

export interface ProgramResult {
  /** `null` when it could not be started or was killed. */
  exitCode: number | null;
  stdout: string;
}

const TIMEOUT_MS = 60_000;

/** Never rejects. */
export function runProgram(
  file: string,
  args: readonly string[],
  env: Readonly<Record<string, string>>,
  signal?: AbortSignal,
): Promise<ProgramResult> {
  return new Promise((resolve) => {
    const options = { env: { ...env }, timeout: TIMEOUT_MS, ...(signal && { signal }) };
    execFile(file, args, options, (error, stdout) => {
      const code = error === null ? 0 : error.code;
      resolve({ exitCode: typeof code === 'number' ? code : null, stdout });
    });
  });
}
