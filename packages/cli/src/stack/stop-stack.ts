/** Stops a stack by what it left behind, whoever started it. */
import { stopCluster } from './postgres/stop-cluster.ts';
import { endProcess, gone, runsScript, sendSignal } from './process.ts';
import { livingProcesses, readState, removeState, type StackState } from './state.ts';

/** Time for a process to finish what it holds before it is killed. */
export const GRACE_MS = 15_000;

/** Time for whoever watches over a stack to end it: its services, its model, Postgres. */
const OWNER_GRACE_MS = 60_000;

/** Services first, all at once; the model after them; Postgres last. Returns the names of what was ended. */
export async function stopStack(home: string): Promise<string[]> {
  const state = await readState(home);
  if (state === undefined) return [];
  const living = await livingProcesses(state);
  // Whoever watches would start again what ends here, so it is asked to end them itself.
  const owned = await endOwner(state);
  await endProcesses(state);
  const ended = living.map(({ name }): string => name);
  if (state.postgres && ((await stopCluster(state.postgres.cluster)) || owned)) ended.push('postgres');
  await removeState(home);
  return ended;
}

export async function endProcesses(state: StackState): Promise<void> {
  const living = await livingProcesses(state);
  const services = living.filter(({ name }) => name !== 'offline-model');
  const models = living.filter(({ name }) => name === 'offline-model');
  await Promise.all(services.map(({ pid }) => endProcess(pid, GRACE_MS)));
  await Promise.all(models.map(({ pid }) => endProcess(pid, GRACE_MS)));
}

/** False when nobody watches over the stack, or it is this process. */
async function endOwner({ owner }: StackState): Promise<boolean> {
  if (!owner || owner.pid === process.pid || !(await runsScript(owner.pid, owner.script))) return false;
  sendSignal(owner.pid, 'SIGTERM');
  if (await gone(owner.pid, OWNER_GRACE_MS)) return true;
  sendSignal(owner.pid, 'SIGKILL');
  await gone(owner.pid, GRACE_MS);
  return true;
}
