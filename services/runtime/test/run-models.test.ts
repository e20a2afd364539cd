/** A run whose request names the model: all its agents ask it, and what it told in tokens comes with the trajectory. */

import { cp, mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Run } from '@nex/core';
import { RunTokens } from '@nex/core';
import { expect, test } from 'vitest';
import * as z from 'zod';
import { TINY, writeTinyTokenizer } from '../../../packages/llm/src/__fixtures__/tiny-tokenizer.ts';
import { TEAM_BUNDLE } from './support/bundles.ts';
import { finished } from './support/follow.ts';
import { startModelServer } from './support/model-server.ts';
import { startTestRuntime, type TestRuntime } from './support/test-runtime.ts';
import { startTokenModelServer, type TokenReply } from './support/token-model-server.ts';

async function tokensOf(runtime: TestRuntime, runId: string): Promise<RunTokens[]> {
  const { tokensJson } = await runtime.rpc.getTrajectory({ runId, withTokens: true });
  return z.array(RunTokens).parse(JSON.parse(tokensJson));
}

async function create(runtime: TestRuntime, body: object): Promise<Run> {
  const answer = await runtime.post('/v1/runs', body);
  expect(answer.status, await answer.clone().text()).toBe(202);
  return finished(runtime.url, ((await answer.json()) as Run).id);
}

test('every agent of the run asks the given model with its key, and no other', async () => {
  await using platform = await startModelServer(() => ({ text: 'Not asked.' }));
  await using own = await startTokenModelServer(({ body }): TokenReply => {
    const text = JSON.stringify(body.messages);
    if (!text.includes('the lead') || text.includes('"role":"tool"'))
      return { tokenIds: [7, 8], text: 'Done.' };
    const args = { sub_agent_name: 'researcher', message: 'Go' };
    return { tokenIds: [5, 6], text: '', calls: [{ name: 'Agent', args }] };
  });
  await using runtime = await startTestRuntime({
    modelUrl: platform.url,
    environment: {
      RUN_MODEL_KEYS: JSON.stringify({ mine: { baseUrl: own.url, apiKey: 'sk-mine' } }),
    },
  });
  const model = { kind: 'openai_chat_completion', baseUrl: own.url, model: 'policy-1', keyRef: 'mine' };
  const run = await create(runtime, {
    files: TEAM_BUNDLE,
    agent: 'lead.yaml',
    input: 'Go',
    model: { ...model, sampling: { temperature: 0.7 } },
  });
  expect(run).toMatchObject({ state: 'completed', response: 'Done.' });
  expect(platform.asked).toHaveLength(0);
  expect(own.asked).toHaveLength(3);
  for (const { key, body } of own.asked) {
    expect(key).toBe('Bearer sk-mine');
    expect(body).toMatchObject({
      model: 'policy-1',
      temperature: 0.7,
      logprobs: true,
      return_token_ids: true,
    });
  }
  const tokens = await tokensOf(runtime, run.id);
  expect(tokens.map(({ answers }) => answers.length)).toEqual([2, 1]);
  for (const { sequences } of tokens) {
    for (const { tokens: ids, spans, logprobs } of sequences) {
      expect(logprobs).toHaveLength(ids.length);
      for (const { start, end } of spans) {
        expect([
          [5, 6],
          [7, 8],
        ]).toContainEqual(ids.slice(start, end));
        expect(logprobs?.slice(start, end)).toEqual([-0.5, -0.5]);
      }
    }
  }
});

test('a token-level server gets and gives tokens, by the tokenizer that the operator keeps', async () => {
  await using platform = await startModelServer(() => ({ text: 'Not asked.' }));
  const said = TINY.ids('five', '<|end|>');
  await using own = await startTokenModelServer(() => ({
    tokenIds: said,
    text: 'five<|end|>',
    weightVersion: '3',
  }));
  const folder = await mkdtemp(join(tmpdir(), 'nex-tokenizers-'));
  await using stack = new AsyncDisposableStack();
  stack.defer(() => rm(folder, { recursive: true, force: true }));
  await mkdir(join(folder, 'tiny'));
  const template =
    '{% for m in messages %}<|start|>{{ m.role }} {{ m.content }}<|end|>\n{% endfor %}{% if add_generation_prompt %}<|start|>assistant {% endif %}';
  const tiny = stack.use(await writeTinyTokenizer({ chat_template: template }));
  await cp(tiny.folder, join(folder, 'tiny'), { recursive: true });
  await using runtime = await startTestRuntime({
    modelUrl: platform.url,
    environment: { TOKENIZERS_DIR: folder },
  });
  const run = await create(runtime, {
    files: [{ path: 'a.yaml', content: 'type: agent\nname: a\nsystem_prompt: be brief\nllm_config: {}\n' }],
    input: 'add two and three',
    model: { kind: 'generate_with_token', baseUrl: own.url, model: 'tiny', tokenizer: 'tiny' },
  });
  expect(run).toMatchObject({ state: 'completed', response: 'five' });
  const [tokens] = await tokensOf(runtime, run.id);
  const prompt = own.asked[0]?.body.input_ids ?? [];
  expect(tokens).toMatchObject({
    answers: [{ weightVersion: '3' }],
    sequences: [
      {
        tokens: [...prompt, ...said],
        spans: [{ start: prompt.length, end: prompt.length + said.length, answer: 0 }],
      },
    ],
  });
});

const MODEL = { kind: 'openai_chat_completion', baseUrl: 'https://models.example.com/v1', model: 'm' };

test.each([
  ['a key of another server', { ...MODEL, keyRef: 'mine' }, 'model.keyRef'],
  [
    'a private address on a service that is not on loopback',
    { ...MODEL, baseUrl: 'http://10.0.0.7/v1' },
    'model.baseUrl',
  ],
  [
    'a token-level server without tokenizers',
    { ...MODEL, kind: 'generate_with_token', tokenizer: 't' },
    'model.kind',
  ],
])('%s is refused before the run is made', async (_what, model, where) => {
  await using platform = await startModelServer(() => ({ text: '' }));
  await using runtime = await startTestRuntime({
    modelUrl: platform.url,
    environment: {
      HOST: '0.0.0.0',
      RUN_MODEL_KEYS: JSON.stringify({ mine: { baseUrl: 'https://other.example.com/v1', apiKey: 'k' } }),
    },
  });
  const answer = await runtime.post('/v1/runs', {
    files: TEAM_BUNDLE,
    agent: 'lead.yaml',
    input: 'Go',
    model,
  });
  expect([answer.status, await answer.json()]).toMatchObject([400, { code: 'invalid_request', where }]);
});
