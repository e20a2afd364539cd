/** Rollouts that a trainer's own agent runs: it asks the policy model through the platform, which keeps what was said. */
import type { Rollout } from '@nex/core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { spawnPipeline } from './support/child.ts';
import { askAt, type Completion, callsOf, ownBatch, streamedAt } from './support/own-rollouts.ts';
import { PolicyServer, tokensOf } from './support/policy-server.ts';
import { ack, batchOf, createBatch, lease, steer } from './support/rollouts.ts';
import { call, type Surroundings, setUp, startOn } from './support/surroundings.ts';

let around: Surroundings;
let policy: PolicyServer;
let pipeline: Awaited<ReturnType<typeof startOn>>;
let url: string;
let tags = 0;

beforeAll(async () => {
  around = await setUp();
  policy = await PolicyServer.start();
  pipeline = await startOn(around);
  url = pipeline.httpUrl;
});
afterAll(async () => {
  await pipeline?.[Symbol.asyncDispose]();
  await policy?.[Symbol.asyncDispose]();
  await around?.[Symbol.asyncDispose]();
});

async function begin(more = {}, at = url) {
  policy.reply = () => ({ text: 'The beans go out in May.' });
  policy.withTokens = true;
  tags += 1;
  const modelTag = `own-${tags}`;
  const { batchId, rollouts } = await createBatch(at, ownBatch(modelTag, policy.baseUrl, more));
  return { modelTag, batchId, id: rollouts[0]?.rolloutId ?? '', rollouts };
}

const user = (content: string) => ({ role: 'user', content });
const ask = (id: string, body: object, headers = {}, at = url) => askAt(at, id, body, headers);
const end = (id: string, body: object = {}, at = url) => call(at, 'POST', `/v1/rollouts/${id}/end`, body);

test('an agent asks twice, ends, and its trainer leases one sequence of tokens', async () => {
  const { id, modelTag, batchId } = await begin();
  const messages = [user('When do the beans go out?')];
  const first = await ask(id, { messages, temperature: 1.5, max_tokens: 99 });
  expect(first.status, JSON.stringify(first.body)).toBe(200);
  const { choices, nexrl_train: train } = first.body as Completion;
  expect(choices).toMatchObject([
    { message: { role: 'assistant', content: 'The beans go out in May.' }, finish_reason: 'stop' },
  ]);
  expect(train.response_logprobs).toEqual(train.response_tokens.map(() => -0.5));
  // What the batch says counts; what it leaves open is the agent's.
  expect(policy.asked.at(-1)).toMatchObject({
    model: 'policy-1',
    temperature: 0.7,
    max_tokens: 99,
    logprobs: true,
    return_token_ids: true,
  });
  const more = [...messages, choices[0]?.message, user('Are you sure?')];
  await ask(id, { messages: more });
  const ended = await end(id);
  expect([ended.status, ended.body]).toMatchObject([200, { state: 'ready', attempt: 1, batchId }]);
  const taken = await lease(url, { modelTag });
  const answer = tokensOf('The beans go out in May.');
  const prompt = tokensOf('When do the beans go out?');
  const asks = tokensOf('Are you sure?');
  expect(taken.trajectories).toMatchObject([
    {
      rolloutId: id,
      kind: 'tokens',
      agentPath: '',
      tokens: [...prompt, ...answer, ...asks, ...answer],
      lossMask: [
        ...prompt.map(() => 0),
        ...answer.map(() => 1),
        ...asks.map(() => 0),
        ...answer.map(() => 1),
      ],
      modelVersions: [
        [6, 12, 0],
        [15, 21, 0],
      ],
      reward: 1,
      metrics: { ground_truth: 1, model_calls: 2 },
      stopReason: 'answered',
      temperature: 0.7,
    },
  ]);
  expect(taken.trajectories[0]?.logprobs?.slice(6, 12)).toEqual(answer.map(() => -0.5));
  expect((await ack(url, taken)).body).toEqual({ acked: 1, rerun: [] });
  // What has ended takes nothing more.
  const late = await ask(id, { messages });
  expect([late.status, late.body]).toMatchObject([409, { error: { code: 'conflict' } }]);
  expect(await end(id)).toMatchObject({ status: 409, body: { code: 'conflict' } });
});

test('a streamed answer comes as it is written, and is the same record', async () => {
  const { id, modelTag } = await begin();
  policy.reply = () => ({
    text: 'I look it up.',
    calls: [
      { id: 'call_1', name: 'look', arguments: '{"what":"beans"}' },
      { id: 'call_2', name: 'look', arguments: '{"what":"peas"}' },
    ],
  });
  const tools = [{ type: 'function', function: { name: 'look', parameters: { type: 'object' } } }];
  const messages = [user('When?')];
  const body = { messages, tools, stream_options: { include_usage: true } };
  const { parts, last } = await streamedAt(url, id, body, { 'idempotency-key': 'one' });
  expect(last).toBe('[DONE]');
  const deltas = parts.flatMap(({ choices }) => choices.map(({ delta }: { delta: object }) => delta));
  expect(deltas.map(({ content = '' }) => content).join('')).toBe('I look it up.');
  expect(callsOf(deltas)).toEqual([
    { id: 'call_1', function: { name: 'look', arguments: '{"what":"beans"}' } },
    { id: 'call_2', function: { name: 'look', arguments: '{"what":"peas"}' } },
  ]);
  expect(
    parts.flatMap(({ choices }) => choices.map((one: { finish_reason: string }) => one.finish_reason)).at(-1),
  ).toBe('tool_calls');
  expect(parts.at(-1)).toMatchObject({ choices: [], usage: { total_tokens: 15 } });
  // The same request under its key is answered from the record, in one part.
  const asked = policy.asked.length;
  const again = await streamedAt(url, id, body, { 'idempotency-key': 'one' });
  expect(policy.asked).toHaveLength(asked);
  expect(again.parts[1]).toMatchObject({
    choices: [
      {
        delta: {
          content: 'I look it up.',
          tool_calls: [
            { index: 0, id: 'call_1' },
            { index: 1, id: 'call_2' },
          ],
        },
      },
    ],
  });
  const other = await ask(id, { messages: [user('What?')] }, { 'idempotency-key': 'one' });
  expect([other.status, other.body]).toMatchObject([409, { error: { code: 'idempotency_key_reused' } }]);
  await end(id, { reward: 0.25, metrics: { speed: 3 }, response: 'none' });
  const { trajectories } = await lease(url, { modelTag });
  expect(trajectories).toMatchObject([
    { reward: 0.25, metrics: { speed: 3, model_calls: 1, ground_truth: 0 } },
  ]);
  expect(trajectories[0]?.lossMask.filter((one) => one === 1)).toHaveLength(4);
});

test('without tokens its conversations are records of messages, an answer in one of them', async () => {
  const { id, modelTag } = await begin();
  policy.withTokens = false;
  policy.reply = () => ({ text: 'In May.' });
  const said = { role: 'assistant', content: 'In May.' };
  const system = { role: 'system', content: 'Be short.' };
  await ask(id, { messages: [system, user('When?')] });
  await ask(id, { messages: [user('Find out.')] }, { 'x-agent-path': 'helper' });
  await ask(id, { messages: [system, user('When?'), said, user('Sure?')] });
  // The context was rewritten.
  await ask(id, { messages: [system, user('It is May. Anything else?')] });
  await end(id);
  const { trajectories } = await lease(url, { modelTag });
  expect(
    trajectories.map(({ agentPath, kind, messages }) => [agentPath, kind, messages?.map(({ loss }) => loss)]),
  ).toEqual([
    ['', 'messages', [false, false, true, false, true]],
    ['', 'messages', [false, false, true]],
    ['helper', 'messages', [false, true]],
  ]);
});

test('a failure, and an agent that never asked, close their group with records of no length', async () => {
  const { modelTag, rollouts } = await begin({ repeatN: 2 });
  const [one, two] = rollouts.map(({ rolloutId }) => rolloutId);
  await ask(one ?? '', { messages: [user('When?')] });
  await end(one ?? '', { state: 'failed', message: 'The tool broke.' });
  await end(two ?? '');
  const { trajectories } = await lease(url, { modelTag });
  expect(trajectories).toMatchObject([
    { kind: 'empty', state: 'failed', reward: 0, failure: { message: 'The tool broke.' } },
    { kind: 'empty', state: 'failed', failure: { message: 'The agent never asked the model.' } },
  ]);
});

test('a first call waits while the model is paused, a later one goes on; a rollout run again is another attempt', async () => {
  const { id, modelTag, rollouts } = await begin({ repeatN: 2 });
  const other = rollouts[1]?.rolloutId ?? '';
  const messages = [user('When do the beans go out?')];
  await ask(id, { messages });
  await steer(url, 'pause', { inFlight: 'mark' }, modelTag);
  let isAnswered = false;
  const waiting = ask(other, { messages }).then((answer) => {
    isAnswered = true;
    return answer;
  });
  expect((await ask(id, { messages })).status).toBe(200);
  expect(isAnswered).toBe(false);
  await steer(url, 'resume', { version: 3 }, modelTag);
  expect((await waiting).status).toBe(200);
  await Promise.all([end(id), end(other)]);
  const taken = await lease(url, { modelTag });
  expect(taken.trajectories.map(({ runIndex, acrossPause }) => [runIndex, acrossPause])).toEqual([
    [0, true],
    [0, true],
    [1, false],
  ]);
  expect(taken.trajectories.at(-1)?.modelVersions).toEqual([[6, 12, 3]]);
  expect((await ack(url, taken, 're-rollout')).body).toMatchObject({
    rerun: expect.arrayContaining([id, other]),
  });
  const now = (await call(url, 'GET', `/v1/rollouts/${id}`)).body as Rollout;
  expect(now).toMatchObject({
    state: 'queued',
    attempt: 2,
    modelTag,
    task: { taskId: '0', groundTruth: 'May' },
  });
  // A program that still runs the attempt before touches nothing of this one.
  const late = await ask(id, { messages }, { 'x-rollout-attempt': '1' });
  expect([late.status, late.body]).toMatchObject([409, { error: { code: 'conflict' } }]);
  expect(await end(id, { attempt: 1 })).toMatchObject({ status: 409 });
  for (const one of [id, other]) {
    await ask(one, { messages }, { 'x-rollout-attempt': '2' });
    await end(one, { attempt: 2 });
  }
  const again = await lease(url, { modelTag });
  expect(again.trajectories.map(({ attempt }) => attempt)).toEqual([2, 2]);
});

test('what is not one’s own is not there, what the platform runs is not asked, what cannot be judged is not taken', async () => {
  const { id } = await begin();
  const stranger = { 'nex-tenant': 'another' };
  const messages = [user('When?')];
  expect(await ask(id, { messages }, stranger)).toMatchObject({
    status: 404,
    body: { error: { code: 'not_found' } },
  });
  expect(await call(url, 'GET', `/v1/rollouts/${id}`, undefined, stranger)).toMatchObject({ status: 404 });
  expect(await call(url, 'POST', `/v1/rollouts/${id}/end`, {}, stranger)).toMatchObject({ status: 404 });
  const { rollouts } = await createBatch(url, { modelTag: 'theirs' });
  const theirs = await ask(rollouts[0]?.rolloutId ?? '', { messages });
  expect([theirs.status, theirs.body]).toMatchObject([409, { error: { code: 'conflict', param: 'id' } }]);
  const orphan = [user('When?'), { role: 'tool', tool_call_id: 'call_9', content: 'x' }];
  expect(await ask(id, { messages: orphan })).toMatchObject({
    status: 400,
    body: { error: { code: 'invalid_request', param: 'messages.1.tool_call_id' } },
  });
  expect(await call(url, 'GET', `/v1/rollouts/${id}`)).toMatchObject({ body: { state: 'queued' } });
  const refused = async (more: object) =>
    (
      await call(
        url,
        'POST',
        '/v1/rollout-batches',
        batchOf({ ...ownBatch('own-x', policy.baseUrl), ...more }),
      )
    ).body;
  expect(await refused({ evaluator: batchOf().evaluator })).toMatchObject({ where: 'evaluator.verifiers' });
  expect(await refused({ maxStaleness: 1 })).toMatchObject({ where: 'onStale' });
  expect(
    await refused({ inference: { ...ownBatch('x', policy.baseUrl).inference, keyRef: 'none' } }),
  ).toMatchObject({
    where: 'inference.keyRef',
  });
});

test('killed after an answer was recorded and before it went out: asked again, it is given from the record', async () => {
  await using first = await spawnPipeline(around.environment);
  const { id, modelTag } = await begin({}, first.httpUrl);
  const messages = [user('When do the beans go out?')];
  const key = { 'idempotency-key': 'paid' };
  const before = policy.asked.length;
  // The process dies with the row: nobody reads its answer.
  const lost = ask(id, { messages }, key, first.httpUrl).catch(() => undefined);
  await expect
    .poll(
      async () =>
        (
          await around.pool.query({
            text: 'select from pipeline.rollout_calls where key = $1',
            values: ['paid'],
          })
        ).rowCount,
    )
    .toBe(1);
  await first.kill();
  await lost;
  const answer = await ask(id, { messages }, key);
  expect([answer.status, answer.body]).toMatchObject([
    200,
    { choices: [{ message: { content: 'The beans go out in May.' } }] },
  ]);
  expect(policy.asked).toHaveLength(before + 1);
  await end(id);
  const { trajectories } = await lease(url, { modelTag });
  expect(trajectories).toMatchObject([{ kind: 'tokens', metrics: { model_calls: 1 } }]);
});

test('killed in the middle of an answer nothing is recorded, and the rollout goes on', async () => {
  await using first = await spawnPipeline(around.environment);
  const { id, modelTag } = await begin({}, first.httpUrl);
  const messages = [user('When do the beans go out?')];
  policy.calls.closeAfter(0);
  const lost = ask(id, { messages }, { 'idempotency-key': 'open' }, first.httpUrl).catch(() => undefined);
  await policy.calls.blocked;
  await first.kill();
  policy.calls.open();
  await lost;
  expect((await ask(id, { messages }, { 'idempotency-key': 'open' })).status).toBe(200);
  await end(id);
  expect((await lease(url, { modelTag })).trajectories).toMatchObject([{ metrics: { model_calls: 1 } }]);
});
