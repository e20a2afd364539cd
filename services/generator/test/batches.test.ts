/** Batches through the API: clones, counts, the grid, sentences that are made, cancellation, and a generator that is stopped. */
import { FrameworkBatch, type FrameworkBatchMember, OwnUse } from '@nex/core';
import { createRpcClient, FrameworkBatchService } from '@nex/rpc';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { cancelBatch, createBatch, followBatch, getBatch, listBatchMembers } from '../src/batches.ts';
import { getFramework } from '../src/frameworks.ts';
import type { Context } from '../src/service.ts';
import { startGeneratorStack } from './generator-stack.ts';

const SENTENCES = [
  'A team for a bakery that plans orders and works out prices.',
  'Agents that schedule meetings across time zones and keep a task list for a remote team.',
  'A team for a bakery that plans orders and works out prices.',
  'Help a museum remember its donors and write short reports.',
  'For a clinic: first look up patients, then plan their week, and write it down as a file.',
  'One personal assistant for a student who keeps notes.',
];
const QUICK = {
  personas: 5,
  minLeaves: 12,
  simulation: { casesPerAgent: 0, wholeCases: 0 },
  baseline: 'skip' as const,
};

let stack: Awaited<ReturnType<typeof startGeneratorStack>>;
let generator: Awaited<ReturnType<typeof stack.start>>;

beforeAll(async () => {
  stack = await startGeneratorStack();
  generator = await stack.start();
});

afterAll(async () => {
  await generator[Symbol.asyncDispose]();
  await stack[Symbol.asyncDispose]();
});

async function ended(context: Context, id: string): Promise<FrameworkBatch> {
  let last: FrameworkBatch | undefined;
  for await (const { batch } of followBatch(context, id, AbortSignal.timeout(50_000))) last = batch;
  if (!last) throw new Error('no batch');
  return last;
}

async function membersOf(context: Context, id: string): Promise<FrameworkBatchMember[]> {
  return (await listBatchMembers(context, id, { limit: 200 })).items;
}

const call = async (method: string, path: string, body?: unknown, headers: Record<string, string> = {}) => {
  const answer = await fetch(`${generator.httpUrl}${path}`, {
    method,
    headers: { ...(body === undefined ? {} : { 'content-type': 'application/json' }), ...headers },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  return { status: answer.status, body: (await answer.json()) as Record<string, unknown> };
};

test('six sentences, one of them twice: five accepted, one a clone with the id of the first', async () => {
  const body = { sentences: SENTENCES.map((sentence) => ({ sentence })), defaults: QUICK, concurrency: 3 };
  const created = await call('POST', '/v1/framework-batches', body, { 'idempotency-key': 'b1' });
  expect(created).toMatchObject({ status: 202, body: { asked: 6, counts: { accepted: 0, failed: 0 } } });
  const again = await call('POST', '/v1/framework-batches', body, { 'idempotency-key': 'b1' });
  expect(again.body['id']).toBe(created.body['id']);
  const id = String(created.body['id']);

  const text = await (await fetch(`${generator.httpUrl}/v1/framework-batches/${id}/events`)).text();
  const events = [...text.matchAll(/^data: (.*)$/gm)].map((match) =>
    FrameworkBatch.parse(JSON.parse(match[1] ?? '')),
  );
  expect(Math.max(...events.map(({ counts }) => counts.generating))).toBe(3);
  const batch = events.at(-1);
  expect(batch).toMatchObject({
    state: 'completed',
    counts: { accepted: 5, clone_of: 1, failed: 0, waiting: 0, generating: 0, ready: 0, cancelled: 0 },
    usage: { sentences: { modelCalls: 0 } },
  });

  const members = await membersOf(generator.context, id);
  expect(members.map(({ state }) => state)).toEqual([
    'accepted',
    'accepted',
    'clone_of',
    'accepted',
    'accepted',
    'accepted',
  ]);
  expect(members[2]).toMatchObject({
    cloneOf: members[0]?.frameworkId,
    similarity: { similarity: 1, exact: true },
  });
  const frameworks = await Promise.all(
    members.map((member) => getFramework(generator.context, member.frameworkId ?? '')),
  );
  expect(batch?.usage.frameworks.modelCalls).toBe(
    frameworks.reduce((sum, { usage }) => sum + usage.modelCalls, 0),
  );
  const cells = batch?.grid?.cells ?? [];
  expect(cells.reduce((sum, { count }) => sum + count, 0)).toBe(5);
  expect(batch?.grid?.covered).toBeGreaterThan(4);
  expect(batch?.grid?.empty.length).toBeGreaterThan(4);

  const page = await call('GET', `/v1/framework-batches/${id}/members?limit=1&state=clone_of`);
  expect(page.body).toMatchObject({ items: [{ index: 2, sentence: SENTENCES[2] }], nextCursor: null });
  const first = await call('GET', `/v1/framework-batches/${id}/members?limit=4`);
  const rest = await call(
    'GET',
    `/v1/framework-batches/${id}/members?limit=4&cursor=${String(first.body['nextCursor'])}`,
  );
  expect((rest.body['items'] as FrameworkBatchMember[]).map(({ index }) => index)).toEqual([4, 5]);

  // A later batch that looks at earlier ones, too.
  const later = await createBatch(generator.context, {
    sentences: [{ sentence: SENTENCES[1] ?? '' }],
    defaults: QUICK,
    compareWith: 'earlier_batches',
  });
  expect(await ended(generator.context, later.id)).toMatchObject({ counts: { accepted: 0, clone_of: 1 } });
  const [clone] = await membersOf(generator.context, later.id);
  expect(clone?.cloneOf).toBe(members[1]?.frameworkId);
  const list = await call('GET', '/v1/framework-batches?limit=1');
  expect((list.body['items'] as FrameworkBatch[])[0]).toMatchObject({ id: later.id });
});

test('sentences are made for scenarios and tool sets, and pin what their frameworks may use', async () => {
  const callsOf = async () =>
    OwnUse.parse((await call('GET', '/v1/activity/frameworks')).body).parts[0]?.usage.modelCalls ?? 0;
  const before = await callsOf();
  const { id } = await createBatch(generator.context, {
    make: {
      count: 4,
      domains: ['bakery', 'clinic'],
      toolSets: [['maths', 'time'], ['files']],
      pinTools: true,
    },
    defaults: { ...QUICK, tools: { allowSynthesised: false } },
  });
  const batch = await ended(generator.context, id);
  expect(batch.failure).toBeUndefined();
  expect(batch).toMatchObject({ state: 'completed', asked: 4, counts: { failed: 0 } });
  const { sentences, frameworks } = batch.usage;
  expect(sentences.modelCalls).toBeGreaterThanOrEqual(4);
  expect((await callsOf()) - before).toBe(sentences.modelCalls + frameworks.modelCalls);
  const members = await membersOf(generator.context, id);
  expect(new Set(members.map(({ scenario, toolDomains }) => `${scenario} ${toolDomains?.join()}`)).size).toBe(
    4,
  );
  expect(new Set(members.map(({ sentence }) => sentence)).size).toBe(4);
  for (const { cell, toolDomains = [] } of members) {
    expect(cell?.domains.filter((domain) => !toolDomains.includes(domain))).toEqual([]);
  }
});

test.each([
  ['both kinds', { sentences: [{ sentence: 'A team.' }], make: { count: 1, domains: ['x y'] } }, ''],
  ['neither', {}, ''],
  ['no scenario', { make: { count: 1 } }, 'make'],
  [
    'an unknown tool domain',
    { make: { count: 1, domains: ['bakery'], toolSets: [['alchemy']] } },
    'make.toolSets.0',
  ],
  [
    'a sentence without words',
    { sentences: [{ sentence: 'A team.' }, { sentence: '!' }] },
    'sentences.1.sentence',
  ],
  [
    'pins that contradict the defaults',
    { sentences: [{ sentence: 'A team.', maxAgents: 3 }], defaults: { minAgents: 9 } },
    'sentences.0.minAgents',
  ],
])('%s is refused, and nothing is stored', async (_name, body, where) => {
  const before = await call('GET', '/v1/framework-batches?limit=1');
  const answer = await call('POST', '/v1/framework-batches', body);
  expect(answer.status).toBe(400);
  expect(answer.body['where'] ?? '').toEqual(expect.stringContaining(where));
  expect(await call('GET', '/v1/framework-batches?limit=1')).toEqual(before);
});

test('what is not there is not found', async () => {
  expect((await call('GET', '/v1/framework-batches/batch_none')).body['code']).toBe('not_found');
  expect((await call('GET', '/v1/framework-batches/batch_none/members')).body['code']).toBe('not_found');
});

test('a generator that is stopped goes on with the batch, and makes nothing twice; a cancelled batch ends', async () => {
  await using slow = await startGeneratorStack({ model: { misbehave: { latencyMs: 60 } } });
  const first = await slow.start();
  const sentences = SENTENCES.slice(0, 3).map((sentence) => ({ sentence }));
  const { id } = await createBatch(first.context, { sentences, defaults: QUICK, concurrency: 2 });
  for await (const { batch } of followBatch(first.context, id, AbortSignal.timeout(50_000))) {
    if (batch.counts.generating === 2 && batch.usage.frameworks.modelCalls > 3) break;
  }
  const before = await membersOf(first.context, id);
  await first[Symbol.asyncDispose]();

  await using second = await slow.start();
  const batch = await ended(second.context, id);
  expect(batch).toMatchObject({ state: 'completed', counts: { accepted: 2, clone_of: 1 } });
  const members = await membersOf(second.context, id);
  for (const member of before) {
    if (member.frameworkId !== undefined) expect(members[member.index]?.frameworkId).toBe(member.frameworkId);
  }

  const other = await createBatch(second.context, { sentences, defaults: QUICK, concurrency: 1 });
  for await (const snapshot of followBatch(second.context, other.id, AbortSignal.timeout(50_000))) {
    if (snapshot.batch.counts.generating === 1) break;
  }
  const cancelled = await cancelBatch(second.context, other.id);
  expect(cancelled).toMatchObject({ state: 'cancelled', counts: { cancelled: 3 } });
  const [running] = await membersOf(second.context, other.id);
  expect((await getFramework(second.context, running?.frameworkId ?? '')).state).toBe('cancelled');
  expect(await getBatch(second.context, other.id)).toMatchObject({ counts: { cancelled: 3 } });
});

test('a budget of the whole batch: what was begun ends, the rest is not begun and says why', async () => {
  const { context } = generator;
  const sentences = SENTENCES.map((sentence) => ({ sentence }));
  const { id } = await createBatch(context, {
    sentences,
    defaults: QUICK,
    concurrency: 2,
    budget: { tokens: 20_000 },
  });
  const batch = await ended(context, id);
  expect(batch).toMatchObject({ state: 'completed', request: { budget: { tokens: 20_000 } } });
  const { accepted, clone_of, failed } = batch.counts;
  expect(accepted).toBeGreaterThan(0);
  expect(failed).toBeGreaterThan(0);
  expect(accepted + clone_of + failed).toBe(SENTENCES.length);
  const members = await membersOf(context, id);
  for (const { state, frameworkId, failure } of members) {
    if (state !== 'failed') continue;
    expect(frameworkId).toBeUndefined();
    expect(failure).toMatchObject({ code: 'budget_exhausted', where: 'budget.tokens' });
  }
  const answer = await call('POST', '/v1/framework-batches', { sentences, budget: { costUsd: 1 } });
  expect(answer).toMatchObject({ status: 400, body: { code: 'invalid_request', where: 'budget.costUsd' } });
});

test('the same over gRPC', async () => {
  await using client = createRpcClient(FrameworkBatchService, generator.grpcAddress);
  const { batch } = await client.createFrameworkBatch({
    name: 'over gRPC',
    sentences: [
      { sentence: SENTENCES[0] ?? '' },
      { sentence: SENTENCES[1] ?? '', pattern: 'hub_and_spoke' },
      { sentence: SENTENCES[0] ?? '' },
    ],
    defaults: {
      personas: 5,
      minLeaves: 12,
      baseline: 'skip',
      simulation: { casesPerAgent: 0, wholeCases: 0 },
    },
    budget: { tokens: 10_000_000n },
  });
  const id = batch?.id ?? '';
  const states: string[] = [];
  for await (const { batch: seen } of client.watchFrameworkBatch({ id })) states.push(seen?.state ?? '');
  expect(states.at(-1)).toBe('completed');
  const read = await client.getFrameworkBatch({ id });
  expect(read.batch).toMatchObject({
    name: 'over gRPC',
    asked: 3,
    counts: { accepted: 2, clone_of: 1 },
  });
  expect(await getBatch(generator.context, id)).toMatchObject({
    request: { defaults: { personas: 5 }, budget: { tokens: 10_000_000 } },
  });
  const first = await client.listFrameworkBatchMembers({ id, limit: 2 });
  expect(first.members.map(({ state }) => state)).toEqual(['accepted', 'accepted']);
  const rest = await client.listFrameworkBatchMembers({ id, cursor: first.nextCursor });
  expect(rest).toMatchObject({
    members: [{ state: 'clone_of', cloneOf: first.members[0]?.frameworkId }],
    nextCursor: '',
  });
  expect((await client.cancelFrameworkBatch({ id })).batch?.state).toBe('completed');
  for (const wrong of [
    {},
    { sentences: [{ sentence: 'A team.', from: { source: { case: 'digest' as const, value: 'x' } } }] },
  ]) {
    await expect(client.createFrameworkBatch(wrong)).rejects.toMatchObject({ code: 'invalid_request' });
  }
});
