/** Whether folders that Python is imported from hold a module or package. Looks at names only. */
import { stat } from 'node:fs/promises';
import { join } from 'node:path';

/** `roots` are folders of the host; `module` is `package.module`. */
export async function hasPythonModule(roots: readonly string[], module: string): Promise<boolean> {
  const path = module.replaceAll('.', '/');
  const places = roots.flatMap((root) => [`${path}.py`, path].map((one) => join(root, one)));
  const found = await Promise.all(places.map((place) => stat(place).catch(() => undefined)));
  return found.some((one) => one !== undefined);
}
