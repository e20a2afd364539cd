/** The trainer's loop in Python against the whole platform: real runs, a model server that speaks in tokens. */
import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { RolloutBatchRequest } from '@nex/core';
import { startTestStack } from '@nex/testkit';
import { expect, test } from 'vitest';
import { findPythonForTests } from '../../../packages/tools/test/support/python.ts';
import { startTokenModelServer } from '../../runtime/test/support/token-model-server.ts';

const PACKAGE = fileURLToPath(new URL('../../../clients/python/', import.meta.url));
const LOOP = join(PACKAGE, 'examples', 'train_loop.py');
const ENVIRONMENT = { ...process.env, PYTHONDONTWRITEBYTECODE: '1', PYTHONPATH: PACKAGE };
const [RIGHT, WRONG] = [7, 8];

const AGENT = `type: agent
name: geographer
system_prompt: You answer in one word.
llm_config: {}
`;

test('a trainer leases, learns and steers, and every step is sampled at its version', async () => {
  const python = await findPythonForTests();
  await using platform = await startTestStack();
  await using model = await startTokenModelServer(({ body }) =>
    Number((body as { seed?: number }).seed ?? 0) % 2 === 0
      ? { tokenIds: [RIGHT], text: 'Paris' }
      : { tokenIds: [WRONG, WRONG], text: 'Not Rome' },
  );
  const folder = await mkdtemp(join(tmpdir(), 'nex-trainer-'));
  await using stack = new AsyncDisposableStack();
  stack.defer(() => rm(folder, { recursive: true, force: true }));
  const batch: Omit<RolloutBatchRequest, 'modelTag'> = {
    repeatN: 6,
    inference: { kind: 'openai_chat_completion', baseUrl: model.url, model: 'policy' },
    agent: { files: [{ path: 'agent.yaml', content: AGENT }] },
    evaluator: { groundTruth: 'contains' },
    tasks: [
      { taskId: 'fr', input: 'Which city is the capital of France?', groundTruth: 'Paris' },
      { taskId: 'it', input: 'Which city is the capital of Italy?', groundTruth: ['Rome', 'Roma'] },
    ],
  };
  await writeFile(join(folder, 'batch.json'), JSON.stringify(batch));
  const weights = join(folder, 'weights.json');
  const loop = async (more: string[]) => {
    const { stdout } = await promisify(execFile)(
      python,
      [
        LOOP,
        '--url',
        platform.stack.urls.gateway,
        '--model-tag',
        'geography',
        '--batch',
        join(folder, 'batch.json'),
        '--weights',
        weights,
        ...more,
      ],
      { env: ENVIRONMENT, timeout: 100_000 },
    );
    return stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, number>);
  };
  const lines = await loop(['--steps', '2']);
  expect(lines.at(-1)).toMatchObject({ done: true, version: 2, weights: 2 });
  const steps = lines.slice(0, -1);
  const sumOf = (key: string) => steps.reduce((sum, line) => sum + (line[key] ?? 0), 0);
  expect([sumOf('groups'), sumOf('records')]).toEqual([4, 24]);
  expect(sumOf('tokens')).toBeGreaterThan(0);
  expect(new Set(steps.map(({ step, version }) => `${step}/${version}`))).toEqual(new Set(['0/0', '1/1']));
  const learnt = JSON.parse(await readFile(weights, 'utf8')) as { version: number; weights: object };
  expect(learnt.version).toBe(2);
  expect(Object.keys(learnt.weights)).toEqual([String(RIGHT), String(WRONG)]);
  // Started again, as after a crash, it goes on with what it has learnt, and makes no step twice.
  const more = await loop(['--steps', '3']);
  expect(new Set(more.slice(0, -1).map(({ step, version }) => `${step}/${version}`))).toEqual(
    new Set(['2/2']),
  );
  expect(more.at(-1)).toMatchObject({ done: true, version: 3, weights: 2 });
  const { items } = await platform.client.rolloutBatches.list({ modelTag: 'geography' });
  expect(items.map(({ state, groups }) => [state, groups.done])).toEqual([
    ['completed', 2],
    ['completed', 2],
    ['completed', 2],
  ]);
});

test('an agent of one’s own runs rollouts through the platform, and a trainer leases them', async () => {
  const python = await findPythonForTests();
  await using platform = await startTestStack();
  await using model = await startTokenModelServer(({ body }) => {
    const said = JSON.stringify(body.messages);
    if (said.includes('"role":"tool"')) return { tokenIds: [RIGHT], text: '5' };
    return { tokenIds: [WRONG, WRONG], text: '', calls: [{ name: 'add', args: { numbers: [2, 3] } }] };
  });
  const folder = await mkdtemp(join(tmpdir(), 'nex-trainer-'));
  await using stack = new AsyncDisposableStack();
  stack.defer(() => rm(folder, { recursive: true, force: true }));
  const batch = {
    repeatN: 2,
    inference: { kind: 'openai_chat_completion', baseUrl: model.url, model: 'policy' },
    tasks: [
      { taskId: 'right', input: 'How much are 2 and 3?', groundTruth: '5' },
      { taskId: 'wrong', input: 'How much are 2 and 4?', groundTruth: '6' },
    ],
  };
  await writeFile(join(folder, 'batch.json'), JSON.stringify(batch));
  const { stdout } = await promisify(execFile)(
    python,
    [
      join(PACKAGE, 'examples', 'own_agent.py'),
      '--url',
      platform.stack.urls.gateway,
      '--model-tag',
      'sums',
      '--batch',
      join(folder, 'batch.json'),
    ],
    { env: ENVIRONMENT, timeout: 50_000 },
  );
  const lines = stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as { task: string; kind: string; reward: number; sampled: number });
  const sumOf = (task: string) =>
    lines.filter((line) => line.task === task).reduce((sum, { sampled }) => sum + sampled, 0);
  expect([sumOf('right'), sumOf('wrong')]).toEqual([6, 6]);
  expect(new Set(lines.map(({ task, kind, reward }) => `${task} ${kind} ${reward}`))).toEqual(
    new Set(['right tokens 1', 'wrong tokens 0']),
  );
});

test('the package passes its own tests', async () => {
  const python = await findPythonForTests();
  const { stderr } = await promisify(execFile)(
    python,
    ['-m', 'unittest', 'discover', join(PACKAGE, 'tests')],
    { env: ENVIRONMENT },
  );
  expect(stderr).toMatch(/^Ran [1-9]\d* tests? in .*\n\nOK$/m);
});
