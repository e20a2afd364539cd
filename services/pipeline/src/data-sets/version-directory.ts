/** Where the files of a data set's version lie. */
import { join } from 'node:path';

/** `folder` is the version's own: the build's id for the first, with `.v2` and so on after it for the others. */
export function versionDirectory(dataDirectory: string, folder: string): string {
  return join(dataDirectory, 'datasets', folder);
}
