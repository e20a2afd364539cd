/**
 * Paths of the loader. A path is inside the source (`agents/main.yaml`) or inside a package (`research:tools/a.yaml`,
 * `@scope/name:a.yaml`); nothing that a file writes leads out of either.
 */
import { NexError } from '@nex/core';

/** A name of one letter would be a drive. */
const PACKAGE =
  /^(?<name>@[A-Za-z0-9_.-]+\/[A-Za-z_][A-Za-z0-9_.-]*|[A-Za-z_][A-Za-z0-9_.-]+):(?!\/\/)(?<path>[^:]*)$/;
const PREFIXED = /^pkg:(?<name>(?:@[A-Za-z0-9_.-]+\/)?[A-Za-z_][A-Za-z0-9_.-]*)\/(?<path>[^:]*)$/;

export interface PackagePath {
  package: string;
  path: string;
}

/** The parts of a path inside a package; `undefined` for a path inside the source. */
export function packagePathOf(reference: string): PackagePath | undefined {
  const groups = (PREFIXED.exec(reference) ?? PACKAGE.exec(reference))?.groups;
  return groups === undefined ? undefined : { package: groups['name'] ?? '', path: groups['path'] ?? '' };
}

/** Folder of a path; empty for the root of the source. */
export function folderOf(path: string): string {
  const root = path.slice(0, path.lastIndexOf(':') + 1);
  const inside = path.slice(root.length);
  const slash = inside.lastIndexOf('/');
  return slash < 0 ? root : root + inside.slice(0, slash);
}

/** The normalized path that `reference` means to a file in `folder`; `where` is who refers, for the error. */
export function resolvePath(folder: string, reference: string, where = reference): string {
  const named = packagePathOf(reference);
  if (named !== undefined) return `${named.package}:${resolveInside('', named.path, where)}`;
  const root = folder.slice(0, folder.lastIndexOf(':') + 1);
  return root + resolveInside(folder.slice(root.length), reference, where);
}

/** Like `resolvePath`, for a reference that cannot mean a package. */
export function resolveInside(folder: string, reference: string, where = reference): string {
  if (/[\0\\:]/.test(reference)) {
    throw new NexError('config_invalid', `"${reference}" is not a path inside the source.`, {
      where,
      hint: 'Use a relative path with forward slashes.',
    });
  }
  const segments = reference.startsWith('/') || folder === '' ? [] : folder.split('/');
  for (const segment of reference.split('/')) {
    if (segment === '' || segment === '.') continue;
    if (segment !== '..') segments.push(segment);
    else if (segments.pop() === undefined) throw leavesSource(reference, where);
  }
  return segments.join('/');
}

export function leavesSource(path: string, where = path): NexError {
  return new NexError('config_invalid', `"${path}" leads out of the folder that the files lie in.`, {
    where,
    hint: 'Keep every referenced file inside the same folder tree.',
  });
}
