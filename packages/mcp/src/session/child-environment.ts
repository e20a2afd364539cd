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
}

/** `env` is the server's own; it may override all but nothing is inherited besides PATH. */
export function childEnvironment(
  place: ChildPlace,
  env: Readonly<Record<string, string>>,
): Record<string, string> {
  const path = [dirname(process.execPath), process.env.PATH ?? '/usr/local/bin:/usr/bin:/bin'].join(
    delimiter,
  );
  return {
    PATH: path,
    HOME: place.home,
    TMPDIR: place.tmp,
    LANG: 'C.UTF-8',
    TZ: 'UTC',
    NO_COLOR: '1',
    ...env,
  };
}
