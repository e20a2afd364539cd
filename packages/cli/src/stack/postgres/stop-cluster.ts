/** Stops the server of a cluster, whoever started it. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gone, runsScript, sendSignal } from '../process.ts';

/** Disconnects everybody and waits for the end. False when none was running. */
export async function stopCluster(cluster: string): Promise<boolean> {
  const text = await readFile(join(cluster, 'postmaster.pid'), 'utf8').catch(() => '');
  const pid = Number.parseInt(text, 10);
  if (Number.isNaN(pid) || !(await runsScript(pid, cluster))) return false;
  // SIGINT is Postgres' fast shutdown, SIGQUIT the immediate one.
  sendSignal(pid, 'SIGINT');
  if (await gone(pid, 30_000)) return true;
  sendSignal(pid, 'SIGQUIT');
  return gone(pid, 5_000);
}
