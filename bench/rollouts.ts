/**
 * What the platform adds to a rollout: a batch of one task, from its request to the lease that holds its records, less
 * the time of the model server, and the CPU of the services and Postgres for it, acknowledgement included. `node bench/rollouts.ts [rollouts=100] [latencyMs=100]`
 */
import { startStack } from '@nex/cli/stack';
import { createClient } from '@nex/client';
import { inFlight, machine, openTable, round } from './measure.ts';
import { startModelServer } from './model-server.ts';
import { postgresCpuMs, processCpuMs } from './server-cpu.ts';

const [rollouts = 100, latencyMs = 100] = process.argv.slice(2).map(Number);
const WIDTHS = [1, 8, 32];
const WARM_UP = 20;
const AGENT = 'type: agent\nname: bench\nsystem_prompt: You answer.\nllm_config: {}\n';

using model = await startModelServer();
await using stack = await startStack({
  documentedPorts: false,
  env: { ...process.env, RUN_CONCURRENCY: '64' },
  onNote: (line) => console.error(line),
});
const client = createClient({ baseUrl: stack.urls.gateway });

/** In ms, the model's time taken off. Each rollout has a model tag of its own, so that its lease is its own. */
async function overheadMs(modelTag: string): Promise<number> {
  const since = performance.now();
  await client.rolloutBatches.create({
    modelTag,
    inference: { kind: 'openai_chat_completion', baseUrl: model.url(latencyMs, 0), model: 'bench' },
    agent: { files: [{ path: 'agent.yaml', content: AGENT }] },
    evaluator: { groundTruth: 'contains' },
    tasks: [{ taskId: '1', input: 'What is the sum?', groundTruth: '12' }],
  });
  const lease = await client.trajectories.lease({ modelTag, waitMs: 60_000 });
  const tookMs = performance.now() - since - latencyMs;
  const [one] = lease.trajectories;
  if (lease.leaseId === null || one?.reward !== 1) throw new Error('The rollout came to nothing.');
  const results = lease.trajectories.map(({ trajectoryId }) => ({
    trajectoryId,
    result: 'success' as const,
  }));
  await client.trajectories.ack({ leaseId: lease.leaseId, results });
  return tookMs;
}

/** Of the services and Postgres, so far. */
async function cpuMs(): Promise<number> {
  const services = stack.state().processes.map(({ pid }) => processCpuMs(pid));
  const all = await Promise.all([postgresCpuMs(stack.databaseUrl), ...services]);
  return all.reduce((sum, one) => sum + one, 0);
}

const print = openTable(`Overhead of a rollout, model of ${latencyMs} ms (${machine()})`);
await inFlight(WARM_UP, 4, (index) => overheadMs(`warm-${index}`));
for (const width of WIDTHS) {
  const all: number[] = [];
  const cpuBefore = await cpuMs();
  const since = performance.now();
  await inFlight(rollouts, width, async (index) => {
    all.push(await overheadMs(`bench-${width}-${index}`));
  });
  const seconds = (performance.now() - since) / 1000;
  const perRollout = ((await cpuMs()) - cpuBefore) / rollouts;
  all.sort((a, b) => a - b);
  const at = (share: number) =>
    round(all[Math.min(all.length - 1, Math.floor(all.length * share))] ?? Number.NaN, 1);
  print({
    'in flight': width,
    rollouts,
    'p50 ms': at(0.5),
    'p95 ms': at(0.95),
    'max ms': at(1),
    'per s': round(rollouts / seconds, 1),
    'CPU ms per rollout': round(perRollout, 1),
  });
}
