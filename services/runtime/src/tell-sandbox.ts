/** Tells the operator at the start which walls this machine can put around the commands of agents. */
import type { Context } from './context.ts';

/** Finds it out for all runs. Never throws: a machine without walls runs agents without commands. */
export async function tellSandbox({
  config,
  log,
  sandboxProbe,
}: Pick<Context, 'config' | 'log' | 'sandboxProbe'>): Promise<void> {
  const types = config.sandboxTypes;
  if (!types.includes('local')) {
    log.info({ types }, 'sandboxes');
    return;
  }
  try {
    const probe = await sandboxProbe();
    if (!probe.available) {
      const what = 'no local sandbox here: tools that run commands will say so';
      log.warn({ types, reason: probe.reason, hint: probe.hint }, what);
      return;
    }
    const { bubblewrap, cgroups, nsenter } = probe;
    const limits = cgroups ? `cgroup v${cgroups.version}` : 'ulimit';
    log.info(
      { types, bubblewrap: bubblewrap.version, limits, sharedLoopback: nsenter !== undefined },
      'sandboxes',
    );
  } catch (error) {
    log.warn({ types, err: error }, 'sandboxes could not be tried out');
  }
}
