/**
 * A server that is dear to start and keeps its sessions apart by itself: one process for all runs, MCP over HTTP on
 * loopback, a session per run from its first call to its end. Sessions are capped; further runs wait for one.
 */
import { NexError } from '@nex/core';
import { fillPlan } from '../catalogue/launch.ts';
import { childEnvironment } from '../session/child-environment.ts';
import type { Backend } from './backend.ts';
import type { BackendParts } from './backend-parts.ts';
import { freePort, HostProcess } from './host-process.ts';
import { LeasedBackend } from './leased-backend.ts';
import { placeHttp, sharedState } from './place.ts';
import { ProcessCap } from './process-cap.ts';

export async function browserBackend(options: BackendParts): Promise<Backend> {
  const { server, plan, parts, watch, secrets } = options;
  const { browser } = server;
  if (!browser)
    throw new NexError('catalogue_invalid', `Catalogue entry ${server.name} names no browser server.`);
  const place = await parts.store.openSlot(server.name);
  const port = await freePort();
  const { command, args, env } = fillPlan(plan, { PORT: String(port), STATE_DIR: await sharedState(place) });
  const host = new HostProcess({
    name: server.name,
    port,
    parameters: {
      command,
      args,
      env: childEnvironment({ ...place, path: parts.path }, env),
      cwd: place.home,
    },
    init: async () => {},
    life: parts.life,
    startTimeoutMs: parts.startTimeoutMs,
    note: (pid) => parts.store.noteProcess(place, pid),
  });
  const cap = new ProcessCap(browser.max_sessions);
  // Some servers refuse a host that is written as a number.
  const url = `http://localhost:${port}${browser.path}`;
  return new LeasedBackend({
    parallel: server.parallel === 'safe',
    timeoutMs: server.timeout_ms,
    saw: (tools) => void watch.saw(tools),
    makeLease: async () => {
      const target = { type: 'http', url, headers: {} } as const;
      const { protocol } = server;
      const placed = placeHttp(parts, cap, browser.queue_ms, {
        target,
        protocol,
        watch,
        secrets,
        pinned: true,
      });
      return { ...placed, ready: () => host.ensure(), clear: async () => {} };
    },
    close: () => host.stop(),
  });
}
