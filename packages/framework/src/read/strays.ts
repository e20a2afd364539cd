/** Agent and tool files of a bundle that no other file names. */
import type { FrameworkModel } from '../model/model.ts';

export function findStrays(
  files: ReadonlyMap<string, string>,
  read: ReadonlySet<string>,
): FrameworkModel['strays'] {
  return [...files].flatMap(([file, text]): FrameworkModel['strays'] => {
    if (!/\.ya?ml$/.test(file) || read.has(file)) return [];
    const kind = /^type:\s*(agent|tool)\s*$/m.exec(text)?.[1];
    if (kind !== 'agent' && kind !== 'tool') return [];
    const name = /^name:\s*["']?([^"'\n]+?)["']?\s*$/m.exec(text)?.[1] ?? file;
    return [{ kind, name, place: { file } }];
  });
}
