/** Repairs on the real runtime, at each level; and what a framework's own tools leave in its trajectories. */
import { type BundleFile, type Framework, FrameworkStepDetail, type Trajectory } from '@nex/core';
import { startOfflineModel } from '@nex/offline-model';
import { startTestStack, type TestStack } from '@nex/testkit';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { SENTENCE } from './support/story.ts';

let offline: Awaited<ReturnType<typeof startOfflineModel>>;
let platform: TestStack;

beforeAll(async () => {
  offline = await startOfflineModel({});
  // Only agents at work ask this server, so that it can misbehave towards them alone.
  platform = await startTestStack({
    env: {
      RUNTIME_LLM_BASE_URL: offline.url,
      RUNTIME_LLM_MODEL: 'nex-offline-1',
      SYNTHESIS_SANDBOX: 'plain',
    },
  });
}, 120_000);
afterAll(async () => {
  await platform?.[Symbol.asyncDispose]();
  await offline?.[Symbol.asyncDispose]();
});
beforeEach(() => misbehave([]));

async function misbehave(rules: object[]): Promise<void> {
  await fetch(`${offline.url.replace(/\/v1$/, '')}/admin/misbehave`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ rules }),
  });
}

async function ended(body: Parameters<TestStack['client']['frameworks']['create']>[0]): Promise<Framework> {
  const { id } = await platform.client.frameworks.create({ personas: 10, minLeaves: 12, ...body });
  let last: Framework | undefined;
  for await (const framework of platform.client.frameworks.events(id)) last = framework;
  if (!last) throw new Error('no framework');
  return last;
}

const stepNames = ({ steps }: Framework) => steps.map((step) => step.name);
const levelsOf = ({ proof }: Framework) =>
  proof?.repairs.map(({ round, level }) => `${round} ${level}`) ?? [];

test('agents that fail twice get other work and tools, and are released when they pass', async () => {
  // An agent that answers nonsense does so in one call: one for each case of two rounds.
  const cases = 4;
  await misbehave([{ kind: 'nonsense', first: 2 * cases }]);
  const framework = await ended({
    sentence: SENTENCE,
    minAgents: 5,
    maxAgents: 5,
    simulation: { casesPerAgent: 1, wholeCases: 0 },
  });
  expect(framework.failure).toBeUndefined();
  expect(framework.state).toBe('ready');
  expect(framework.proof).toMatchObject({ rounds: 3, agents: { cases, failed: 0 } });
  expect(levelsOf(framework)).toEqual([...Array(cases).fill('1 node'), ...Array(cases).fill('2 given')]);
  // A new prompt first; then a new plan, which enters the table of stages further up.
  expect(stepNames(framework)).toEqual(
    expect.arrayContaining(['write-agents/2', 'decompose/5', 'write-agents/3']),
  );
  expect(stepNames(framework)).not.toContain('decompose/3');
});

test('a whole that never comes to its end gets another structure', async () => {
  const framework = await ended({
    sentence: SENTENCE,
    simulation: { casesPerAgent: 0, wholeCases: 1, tokensPerCase: 1000 },
  });
  expect(framework).toMatchObject({ state: 'failed', failure: { code: 'simulation_failed' } });
  expect(levelsOf(framework)).toEqual(['1 structure', '2 structure', '3 structure']);
  expect(stepNames(framework)).toEqual(
    expect.arrayContaining(['choose-pattern/2', 'decompose/3', 'choose-pattern/3', 'decompose/5']),
  );
  const second = await platform.client.frameworks.step(framework.id, 'decompose', { round: 3 });
  expect(FrameworkStepDetail.parse(second).input).toMatchObject({
    faults: [expect.stringContaining('did not come to an end') as string],
  });
});

const fileOf = (files: readonly BundleFile[], path: string) => files.find((file) => file.path === path);

test('a framework that somebody wrote is tried out, too: what it has of its own goes along', async () => {
  const made = await ended({ sentence: SENTENCE, simulation: { casesPerAgent: 0, wholeCases: 0 } });
  const { files } = await platform.client.frameworks.files(made.id);
  const worker = made.agents?.find(({ tools }) => tools.some((name) => name.startsWith('calc__')));
  const entry = made.agents?.find(({ parent }) => parent === null);
  // In a folder of another name, with a tool of its own.
  const changed = files.map(({ path, content }) => {
    if (path === `agents/${worker?.name}.yaml`) {
      const tools = 'tools:\n  - name: tray_count\n    yaml_path: ../../tools/tray_count.yaml\n';
      return {
        path: `team/work/${worker?.name}.yaml`,
        content: `${content.replace('../prompts/', '../../prompts/')}${tools}`,
      };
    }
    if (path === 'framework.yaml' || path === `agents/${entry?.name}.yaml`) {
      const from = path === 'framework.yaml' ? `agents/${worker?.name}.yaml` : `./${worker?.name}.yaml`;
      const to =
        path === 'framework.yaml' ? `team/work/${worker?.name}.yaml` : `../team/work/${worker?.name}.yaml`;
      return { path, content: content.replace(from, to) };
    }
    return { path, content };
  });
  const tool = {
    type: 'tool',
    name: 'tray_count',
    description: 'Counts the trays that loaves take.',
    input_schema: {
      type: 'object',
      properties: { loaves: { type: 'integer', description: 'How many loaves.' } },
      required: ['loaves'],
      additionalProperties: false,
    },
    binding: 'ts:./tray_count.ts#run',
  };
  const source = [
    ...changed,
    { path: 'tools/tray_count.yaml', content: JSON.stringify(tool) },
    {
      path: 'tools/tray_count.ts',
      content: 'export const run = ({ loaves }: { loaves: number }) => Math.ceil(loaves / 6);\n',
    },
  ];
  const framework = await ended({ from: { files: source } });
  expect(framework.failure).toBeUndefined();
  expect(framework.proof).toMatchObject({ whole: { cases: 2 }, baseline: { single: { cases: 2 } } });
  const after = await platform.client.frameworks.files(framework.id);
  const isSame = ({ path, content }: BundleFile) => fileOf(after.files, path)?.content === content;
  expect(source.filter((file) => !isSame(file)).map(({ path }) => path)).toEqual([]);
});

test('a call of a synthesised tool is marked as such in a finished trajectory', async () => {
  const framework = await ended({
    sentence: 'Coordinate a delivery fleet: routes and distances, and driver notes.',
    simulation: { casesPerAgent: 0, wholeCases: 0 },
  });
  const worker = framework.agents?.find(({ tools }) => tools.includes('great_circle_distance'));
  const { id } = await platform.client.runs.create({
    frameworkDigest: framework.digest ?? '',
    agent: `agents/${worker?.name}.yaml`,
    input:
      'What is the great circle distance in km from latitude 52.52, longitude 13.405 to latitude 48.137, longitude 11.575?',
    unattended: true,
  });
  for await (const _event of platform.client.runs.events(id));
  const trajectory: Trajectory = await platform.client.runs.trajectory(id);
  const [root] = trajectory.runs;
  expect(root?.state).toBe('completed');
  const tool = root?.tools.find(({ name }) => name === 'great_circle_distance');
  expect(tool?.origin).toEqual({ kind: 'custom', sourceId: 'synthesised:great_circle_distance' });
  const content = root?.messages.flatMap((message) => message.content) ?? [];
  const call = content.find((block) => block.type === 'tool_call' && block.name === 'great_circle_distance');
  const result = content.find(
    (block) => block.type === 'tool_result' && call?.type === 'tool_call' && block.toolCallId === call.id,
  );
  expect(result).toMatchObject({ type: 'tool_result', isError: false });
});
