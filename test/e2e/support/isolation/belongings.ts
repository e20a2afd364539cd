/** One of everything that a tenant can have, made through its own door. */
import type { BundleFile, RolloutBatchCreated, TrajectoryLease } from '@nex/core';
import { digestText } from '@nex/core/digest';
import { byteTokenizer } from '@nex/testkit';
import { UNTRIED } from '../story.ts';
import { type Door, must, untilEnded } from './door.ts';

export const NAMES = {
  agent: 'helper',
  cassette: 'tape',
  secret: 'crm-token',
  modelTag: 'policy',
  key: 'the-key',
} as const;

/** Two agents: one that a run is made with, and a role for a team. */
export function bundleOf(owner: string): BundleFile[] {
  const agent = (name: string) => ({
    path: `${name}.yaml`,
    content: `type: agent\nname: ${name}\ndescription: Helps ${owner}.\nsystem_prompt: You help ${owner}.\nllm_config: {}\n`,
  });
  return [agent('lead'), agent('coder')];
}

export interface Belongings {
  tenant: string;
  /** Id of an API key. */
  key: string;
  webhook: string;
  /** To the webhook. */
  delivery: string;
  bundle: string;
  run: string;
  team: string;
  framework: string;
  batch: string;
  build: string;
  dataSet: string;
  row: string;
  /** A run of the build. */
  buildRun: string;
  rolloutBatch: string;
  rollout: string;
  lease: string;
  trajectory: string;
  benchmark: string;
  tokenizer: string;
}

/** @param modelUrl OpenAI-compatible, for rollouts; it may not answer. */
export async function makeBelongings(door: Door, owner: string, modelUrl: string): Promise<Belongings> {
  const files = bundleOf(owner);
  const { digest: bundle } = await must<{ digest: string }>(door, 'PUT', '/v1/bundles', { files });
  await must(door, 'PUT', `/v1/agents/${NAMES.agent}`, { files, agent: 'lead.yaml' });
  const [runs, data, trained] = await Promise.all([
    makeRuns(door, files),
    makeDataSet(door, owner),
    makeRollouts(door, files, modelUrl),
  ]);
  const text = `The benchmark of ${owner} asks for the capital of nowhere at all.`;
  const { digest: benchmark } = await must<{ digest: string }>(door, 'POST', '/v1/benchmark-files', { text });
  const tokenizer = digestText(byteTokenizer());
  await must(door, 'PUT', `/v1/tokenizers/${tokenizer}`, byteTokenizer(), 'application/octet-stream');
  await must(door, 'PUT', `/v1/secrets/${NAMES.secret}`, { value: `The secret of ${owner}.` });
  const { key } = await must<{ key: { id: string } }>(door, 'POST', '/v1/keys', {
    name: 'Nightly',
    scopes: ['read'],
  });
  const webhook = await makeWebhook(door);
  return {
    tenant: owner,
    key: key.id,
    ...webhook,
    bundle,
    ...runs,
    ...data,
    ...trained,
    benchmark,
    tokenizer,
  };
}

async function makeWebhook(door: Door) {
  const { id: webhook } = await must<{ id: string }>(door, 'POST', '/v1/webhooks', {
    url: 'https://receiver.invalid/hook',
    events: ['run.ended'],
  });
  const { id: delivery } = await must<{ id: string }>(door, 'POST', `/v1/webhooks/${webhook}/test`);
  return { webhook, delivery };
}

async function makeRuns(door: Door, files: BundleFile[]) {
  const { id: run } = await must<{ id: string }>(door, 'POST', '/v1/runs', {
    files,
    agent: 'lead.yaml',
    input: 'Hello.',
    idempotencyKey: NAMES.key,
    tools: { cassette: { name: NAMES.cassette, mode: 'record' } },
  });
  await untilEnded(door, `/v1/runs/${run}/events`);
  const { rootRunId: team } = await must<{ rootRunId: string }>(door, 'POST', '/v1/teams', {
    files,
    leader: 'lead.yaml',
    candidates: { coder: 'coder.yaml' },
    input: 'Hello, team.',
  });
  await must(door, 'POST', `/v1/teams/${team}/tasks`, { title: 'A task' }).catch(() => {});
  return { run, team };
}

async function makeDataSet(door: Door, owner: string) {
  const sentence = `A small team that plans orders, works out quantities and keeps a list of tasks for ${owner}.`;
  const small = { personas: 20, minLeaves: 12, ...UNTRIED };
  const { id: framework } = await must<{ id: string }>(door, 'POST', '/v1/frameworks', {
    sentence,
    ...small,
  });
  const { id: batch } = await must<{ id: string }>(door, 'POST', '/v1/framework-batches', {
    sentences: [{ sentence }],
    defaults: small,
  });
  await must(door, 'POST', `/v1/framework-batches/${batch}/cancel`);
  await untilEnded(door, `/v1/frameworks/${framework}/events`);
  const { id: build } = await must<{ id: string }>(door, 'POST', '/v1/builds', {
    frameworkId: framework,
    queries: 6,
  });
  await untilEnded(door, `/v1/builds/${build}/events`);
  const { items } = await must<{ items: { id: string; buildId: string }[] }>(door, 'GET', '/v1/data-sets');
  const dataSet = items.find((one) => one.buildId === build)?.id ?? '';
  const rows = await must<{ items: { rowId: string }[] }>(door, 'GET', `/v1/data-sets/${dataSet}/rows`);
  const trajectories = await must<{ items: { runId: string }[] }>(
    door,
    'GET',
    `/v1/builds/${build}/trajectories`,
  );
  const row = rows.items.find(({ rowId }) => rowId !== '')?.rowId ?? '';
  const buildRun = trajectories.items[0]?.runId ?? '';
  return { framework, batch, build, dataSet, row, buildRun };
}

async function makeRollouts(door: Door, files: BundleFile[], modelUrl: string) {
  const { batchId: rolloutBatch, rollouts } = await must<RolloutBatchCreated>(
    door,
    'POST',
    '/v1/rollout-batches',
    {
      modelTag: NAMES.modelTag,
      repeatN: 1,
      inference: { kind: 'openai_chat_completion', baseUrl: modelUrl, model: 'nex-offline-1', sampling: {} },
      agent: { files, file: 'lead.yaml' },
      evaluator: { verifiers: [] },
      tasks: [{ taskId: '0', input: 'Hello.' }],
    },
  );
  const lease = await must<TrajectoryLease>(door, 'POST', '/v1/trajectories:lease', {
    modelTag: NAMES.modelTag,
    waitMs: 20_000,
  });
  return {
    rolloutBatch,
    rollout: rollouts[0]?.rolloutId ?? '',
    lease: lease.leaseId ?? '',
    trajectory: lease.trajectories[0]?.trajectoryId ?? '',
  };
}
