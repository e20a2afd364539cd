/** Reads the files of a state directory. What is no text comes as base64; what is beyond the limits is named with its size. */
import { readdir, readFile, stat } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import type { ServerState } from '@nex/core';

const MAX_FILES = 1000;
const MAX_FILE_BYTES = 1_000_000;
const MAX_TOTAL_BYTES = 4_000_000;

/** Files in order of path; links are left out. `undefined` when there is no such directory. */
export async function readState(directory: string): Promise<ServerState | undefined> {
  const entries = await readdir(directory, { recursive: true, withFileTypes: true }).catch(() => undefined);
  if (!entries) return undefined;
  const paths = entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
  const state: ServerState = { files: {}, binary: {}, omitted: {} };
  let room = MAX_TOTAL_BYTES;
  for (const [index, full] of paths.entries()) {
    const path = relative(directory, full).split(sep).join('/');
    const { size } = await stat(full);
    if (index >= MAX_FILES || size > Math.min(MAX_FILE_BYTES, room)) {
      if (index < 2 * MAX_FILES) state.omitted[path] = size;
      continue;
    }
    room -= size;
    const bytes = await readFile(full);
    const text = textOf(bytes);
    if (text === undefined) state.binary[path] = bytes.toString('base64');
    else state.files[path] = text;
  }
  return state;
}

function textOf(bytes: Uint8Array): string | undefined {
  // Postgres keeps no zero character, and no text has one.
  if (bytes.includes(0)) return undefined;
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return undefined;
  }
}
