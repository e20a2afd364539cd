/** Paths in files: how they are resolved, and what is said when they lead nowhere. */
import type { Fault } from '../model/model.ts';
import type { Place } from '../model/place.ts';

/** A path that names no file. */
export function missing(path: string, place: Place): Fault {
  return {
    rule: 'missing-file',
    severity: 'error',
    place,
    message: `There is no file "${path}".`,
    fix: 'Paths are relative to the file that names them.',
  };
}

/** The path from the root; `undefined`, with a fault noted, when it leads out. */
export type Resolve = (path: string, place: Place) => string | undefined;
