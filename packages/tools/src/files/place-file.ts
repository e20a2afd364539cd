/**
 * Puts a file of the platform into a workspace: a skill, a long output. Commands of agents may have put a link in its
 * place, or in that of a folder above it; nothing is written through one that leads out.
 */
import { boundary, NexError } from '@nex/core';
import { directoryWorkspace } from '../workspace.ts';
import { writeWhole } from './write-whole.ts';

/** `path` is relative. Gives the path as models know it. Throws `conflict` when something else stands in its place. */
export async function placeFile(
  workspaceDirectory: string,
  path: string,
  content: string | Uint8Array,
): Promise<string> {
  const found = await directoryWorkspace(workspaceDirectory).resolve(path);
  if (!found.ok) {
    throw new NexError('conflict', `In the workspace "${path}" leads elsewhere.`, {
      hint: 'Remove the link that stands in its place or above it.',
    });
  }
  const { signal } = new AbortController();
  await boundary('conflict', `The file "${path}" cannot be written in the workspace.`, () =>
    writeWhole(found.hostPath, content, { signal }),
  );
  return found.shownPath;
}
