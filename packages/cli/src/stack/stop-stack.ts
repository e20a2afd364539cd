/** Stops a stack by what it left behind, whoever started it. */
import { stopCluster } from './postgres/stop-cluster.ts';
import { endProcess } from './process.ts';
import { livingProcesses, readState, removeState, type StackState } from './state.ts';

/** Time for a process to finish what it holds before it is killed. */
export const GRACE_MS = 15_000;

/** Services first, all at once; the model after them; Postgres last. Returns the names of what was ended. */
export async function stopStack(home: string): Promise<string[]> {
  const state = await readState(home);
  if (state === undefined) return [];
  const ended = await endProcesses(state);
  if (state.postgres && (await stopCluster(state.postgres.cluster))) ended.push('postgres');
  await removeState(home);
  return ended;
}

export async function endProcesses(state: StackState): Promise<string[]> {
  const living = await livingProcesses(state);
  const services = living.filter(({ name }) => name !== 'offline-model');
  const models = living.filter(({ name }) => name === 'offline-model');
  await Promise.all(services.map(({ pid }) => endProcess(pid, GRACE_MS)));
  await Promise.all(models.map(({ pid }) => endProcess(pid, GRACE_MS)));
  return living.map(({ name }) => name);
}
