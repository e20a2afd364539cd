/** Reads what is to be linted or compared: a folder of either form, or one configuration file. */
import { readdir, readFile, stat } from 'node:fs/promises';
import { basename, join, relative, sep } from 'node:path';
import { type BundleFile, NexError } from '@nex/core';
import type { Context } from '../context.ts';

const MAX_FILES = 1000;
const MAX_BYTES = 2_000_000;

/**
 * Text files in order of path; names that begin with a dot, `node_modules`, and what is no text are left out. A file by
 * itself is the one file of its folder. Throws `not_found` and `too_large`.
 */
export async function readFrameworkFiles(path: string): Promise<BundleFile[]> {
  const found = await stat(path).catch(() => undefined);
  if (found?.isFile()) return textFile(path, basename(path));
  if (!found?.isDirectory()) {
    throw new NexError('not_found', 'There is no such file or folder.', {
      where: path,
      hint: 'Give the folder that holds framework.yaml or framework_config.yaml, or the latter file.',
    });
  }
  const paths = await collect(path, '');
  if (paths.length > MAX_FILES) {
    throw new NexError('too_large', `The folder holds more than ${MAX_FILES} files.`, {
      where: path,
      hint: 'Name the folder of one framework.',
    });
  }
  return (await Promise.all(paths.sort().map((name) => textFile(join(path, name), name)))).flat();
}

/** As `readFrameworkFiles`; what is no path and has the form of an id is asked of the platform. */
export async function frameworkFiles(which: string, context: Context): Promise<BundleFile[]> {
  const isPath = (await stat(which).catch(() => undefined)) !== undefined;
  if (isPath || !/^fw_\w+$/.test(which)) return readFrameworkFiles(which);
  const client = await context.client();
  return (await client.frameworks.files(which, { signal: context.signal })).files;
}

async function collect(root: string, folder: string): Promise<string[]> {
  const entries = await readdir(join(root, folder), { withFileTypes: true });
  const below = entries
    .filter((entry) => !entry.name.startsWith('.') && entry.name !== 'node_modules')
    .map((entry): Promise<string[]> => {
      const path = join(folder, entry.name);
      if (entry.isDirectory()) return collect(root, path);
      return Promise.resolve(entry.isFile() ? [relative('.', path).split(sep).join('/')] : []);
    });
  return (await Promise.all(below)).flat();
}

async function textFile(file: string, path: string): Promise<BundleFile[]> {
  const bytes = await readFile(file);
  if (bytes.byteLength > MAX_BYTES) return [];
  try {
    return [{ path, content: new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes) }];
  } catch {
    return [];
  }
}
