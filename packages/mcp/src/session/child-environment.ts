/**
 * The environment of a tool server: minimal, so that no secret of the service reaches a tool, and equal on every
 * machine, so that results are too.
 */
import { delimiter, dirname } from 'node:path';

export interface ChildPlace {
  home: string;
  tmp: string;
  /** Working directory of the process. */
  cwd: string;
  /** Directories with commands. */
  path: string;
}

/** Where commands are looked for unless the caller says otherwise. */
export const DEFAULT_PATH = [dirname(process.execPath), '/usr/local/bin', '/usr/bin', '/bin'].join(delimiter);

/** `env` is the server's own and may override all; nothing is inherited. The platform's Node comes first on PATH. */
export function childEnvironment(
  place: Omit<ChildPlace, 'cwd'>,
  env: Readonly<Record<string, string>>,
): Record<string, string> {
  const node = dirname(process.execPath);
  const { path } = place;
  return {
    PATH: path === node || path.startsWith(`${node}${delimiter}`) ? path : `${node}${delimiter}${path}`,
    HOME: place.home,
    TMPDIR: place.tmp,
    LANG: 'C.UTF-8',
    TZ: 'UTC',
    NO_COLOR: '1',
    ...env,
  };
}
