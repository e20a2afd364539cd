/** A source that reads paths of packages (`name:path`) from the roots that the host gave, and all else as before. */
import { NexError } from '@nex/core';
import type { FileSource } from './file-source.ts';
import type { LoadOptions } from './load-options.ts';
import { didYouMean } from './nearest.ts';
import { packagePathOf } from './source-path.ts';

/** Throws `config_invalid` for a package that has no root. */
export function withPackages(
  source: FileSource,
  roots: NonNullable<LoadOptions['packageRoots']>,
): FileSource {
  const find =
    typeof roots === 'function'
      ? roots
      : (name: string) => (Object.hasOwn(roots, name) ? roots[name] : undefined);
  const known = typeof roots === 'function' ? [] : Object.keys(roots);
  const rootOf = (name: string, where: string): FileSource => {
    const root = find(name);
    if (root !== undefined) return root;
    throw new NexError('config_invalid', `There is no package "${name}" here.`, {
      where,
      hint: `Write a path relative to the file, or name a package that this host knows. ${didYouMean(name, known)}`,
    });
  };
  return {
    async read(path) {
      const named = packagePathOf(path);
      return named === undefined ? source.read(path) : rootOf(named.package, path).read(named.path);
    },
    async list(folder) {
      const named = packagePathOf(folder);
      if (named === undefined) return source.list(folder);
      const paths = await rootOf(named.package, folder).list(named.path);
      return paths.map((path) => `${named.package}:${path}`);
    },
  };
}
