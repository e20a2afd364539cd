/** Keeps what is too long for a result as a file of the workspace, so that nothing is lost. */
import { randomUUID } from 'node:crypto';
import { PLATFORM_FOLDER } from '../sandbox/output-store.ts';
import type { Workspace } from '../workspace.ts';
import { writeWhole } from './write-whole.ts';

const FOLDER = `${PLATFORM_FOLDER}/outputs`;

/** The file's path as the model knows it. `kind` and `ending` are words of the caller, not of others. */
export async function storeOutput(
  workspace: Workspace,
  content: string | Uint8Array,
  options: { kind: string; ending: string; signal: AbortSignal },
): Promise<string | undefined> {
  const { kind, ending, signal } = options;
  const path = await workspace.resolve(`${FOLDER}/${kind}-${randomUUID()}.${ending}`);
  if (!path.ok) return undefined;
  try {
    await writeWhole(path.hostPath, content, { signal });
    return path.shownPath;
  } catch {
    signal.throwIfAborted();
    return undefined;
  }
}
