/** Parameters of imports that name files: the text of the file takes their place. */
import { type JsonObject, NexError } from '@nex/core';
import { readReferenced } from '../file-source.ts';
import type { Loading } from '../loading.ts';
import { folderOf, resolvePath } from '../source-path.ts';

const FILE_KEY = /^(?<name>.+)_(?:path|file)$/;

/** `compact_prompt_path: ./p.md` becomes `compact_prompt: <text>`. Throws `bundle_invalid` when there is no such file. */
export async function readImportFiles(
  loading: Loading,
  params: JsonObject,
  file: string,
  where: string,
): Promise<JsonObject> {
  const read: JsonObject = {};
  for (const [key, value] of Object.entries(params)) {
    const name = typeof value === 'string' ? FILE_KEY.exec(key)?.groups?.['name'] : undefined;
    if (name === undefined || typeof value !== 'string') {
      read[key] = value;
      continue;
    }
    const at = `${where}.params.${key}`;
    if (Object.hasOwn(params, name)) {
      throw new NexError('config_invalid', `"${key}" and "${name}" are both given.`, {
        where: at,
        hint: 'Keep one of them.',
      });
    }
    const text = await readReferenced(loading.source, resolvePath(folderOf(file), value, at), at);
    read[name] = text.replace(/^\uFEFF/, '');
  }
  return read;
}
