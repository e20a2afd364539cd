/** The file of a completed task, for agents that wrote none. */
import { stat } from 'node:fs/promises';
import { BUILTIN_TOOLS, type Workspace } from '@nex/tools';

/** A file that is there stays. What cannot be written is left out: the summary is on the board. */
export async function keepDeliverable(
  workspace: Workspace,
  { path, text }: { path: string; text: string },
  signal: AbortSignal,
): Promise<void> {
  const place = await workspace.resolve(path);
  if (!place.ok || (await stat(place.hostPath).catch(() => undefined))) return;
  const environment = {
    workspace,
    fetch,
    sandbox: () => Promise.reject(new Error('Writing needs no sandbox.')),
  };
  await BUILTIN_TOOLS.write_file.run({ file_path: path, content: text }, environment, {
    signal,
    callId: path,
  });
}
