/** Entries of a list in a file, each with its place: a plugin's entries come from another file than the agent's own. */
import { whereIn } from './parse-shape.ts';

export interface Placed<T> {
  entry: T;
  /** The file that holds the entry; what it refers to is relative to that file. */
  file: string;
  /** `main.yaml: tools[0]`. */
  where: string;
  /** `plugin:<plugin>:<kind>:<name>`; absent for the agent's own. */
  sourceId?: string;
}

/** The entries under a key of `file`, in their order. */
export function placed<T>(entries: readonly T[] | undefined, file: string, key: string): Placed<T>[] {
  return (entries ?? []).map((entry, index) => ({ entry, file, where: whereIn(file, [key, index]) }));
}
