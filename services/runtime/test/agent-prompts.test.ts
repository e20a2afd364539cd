/** What an agent is told of its run, and what its file makes wait for a person. */
import { type BundleFile, type Run, type ToolResultBlock } from '@nex/core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { readRunRow } from '../src/store/find-runs.ts';
import { READ_TOOL, turns } from './support/file-agents.ts';
import { finished, trajectoryOf } from './support/follow.ts';
import { type ModelServer, SCRIPTED_MODEL, startModelServer, systemText } from './support/model-server.ts';
import { byInput, createRun, decide, type Script, untilAsked } from './support/runs.ts';
import { startTestRuntime, type TestRuntime } from './support/test-runtime.ts';

let model: ModelServer;
let runtime: TestRuntime;
const scripts = new Map<string, Script>();

beforeAll(async () => {
  model = await startModelServer(byInput(scripts));
  const environment = { AGENT_VARIABLES: '{"TEAM": "blue", "LLM_API_KEY": "no"}' };
  runtime = await startTestRuntime({ modelUrl: model.url, environment });
});

afterAll(async () => {
  await runtime?.[Symbol.asyncDispose]();
  await model?.[Symbol.asyncDispose]();
});

const agent = (name: string, lines: string): BundleFile => ({
  path: `${name}.yaml`,
  content: `type: agent\nname: ${name}\nllm_config: {}\n${lines}\n`,
});

const PROMPT =
  'system_prompt: "${env.TEAM} {{ tone }} {{ who }} {{ agent_id }} {{ timestamp }} {{ username }}@{{ platform }}"';

test('a prompt holds values of the operator, the file, the caller and the run; those of the caller go down and on', async () => {
  const files = [
    agent(
      'boss',
      `${PROMPT}\ncontext: { tone: calm, who: nobody }\nsub_agents: [{ name: clerk, config_path: clerk.yaml }]`,
    ),
    agent('clerk', PROMPT),
  ];
  const prompts: string[] = [];
  scripts.set('go', (asked) => {
    prompts.push(systemText(asked));
    const calls = [{ name: 'Agent', args: { sub_agent_name: 'clerk', message: 'go' } }];
    return asked.tools && asked.messages.length < 3 ? { calls } : { text: 'Done.' };
  });
  const run = await createRun(runtime, { files, agent: 'boss.yaml', input: 'go', context: { who: 'Ada' } });
  expect((await finished(runtime.url, run.id)).state).toBe('completed');
  const { runs } = await trajectoryOf(runtime.url, run.id);
  const [boss, clerk] = runs.map(({ messages }) => JSON.stringify(messages[0]));
  expect(boss).toContain(`blue calm Ada ${run.id} ${run.createdAt} agent@linux`);
  expect(clerk).toMatch(/blue {2}Ada run_\w+ 2\d{3}-[\dT:.-]+Z agent@linux/);
  expect(clerk).not.toContain(run.id);
  expect(prompts).toHaveLength(3);

  scripts.set('again', (asked) => ({ text: systemText(asked) }));
  const next = await createRun(runtime, {
    continuesRunId: run.id,
    input: 'again',
    context: { tone: 'loud' },
  });
  const row = await readRunRow(runtime.context.pool, next.id);
  expect(row.context).toEqual({ who: 'Ada', tone: 'loud' });
  await finished(runtime.url, next.id);
});

test('the environment of commands is that of the caller, over that of the file', async () => {
  const shell: BundleFile = {
    path: 'tools/run.yaml',
    content:
      'name: run\ndescription: Runs.\nbinding: builtin:run_shell_command\ninput_schema: { type: object, properties: { command: { type: string } } }\n',
  };
  const lines =
    'sandbox_config: { type: plain }\nvariables: { sandbox_env: { A: file, B: file } }\ntools: [{ yaml_path: tools/run.yaml }]';
  const call = { name: 'run', args: { command: 'echo "$A-$B"' } };
  scripts.set('env', turns({ calls: [call] }));
  const variables = { sandboxEnv: { B: 'run' } };
  const run = await createRun(runtime, { files: [agent('solo', lines), shell], input: 'env', variables });
  expect((await finished(runtime.url, run.id)).response).toContain('file-run');
  const response = await runtime.get(`/v1/runs/${run.id}`);
  expect(await response.json()).not.toHaveProperty('variables');
});

test('gRPC takes the same values as REST, and refuses what is none of them with its place', async () => {
  const files = [
    agent('solo', 'system_prompt: "{{ tone }} {{ who }}"\ncontext: { tone: calm, who: nobody }'),
  ];
  const { digest } = await runtime.rpc.putBundle({ files });
  scripts.set('values', (asked) => ({ text: systemText(asked) }));
  const spec = {
    frameworkDigest: digest,
    contentJson: JSON.stringify([{ type: 'text', text: 'values' }]),
    contextJson: JSON.stringify({ who: 'Ada' }),
    variablesJson: JSON.stringify({ template: { tone: 'loud' }, sandboxEnv: { A: 'b' } }),
  };
  const { runs } = await runtime.rpc.createRuns({ runs: [spec] });
  const run = await finished(runtime.url, runs[0]?.id ?? '');
  expect(run).toMatchObject({ state: 'completed', response: expect.stringContaining('loud Ada') });
  const row = await readRunRow(runtime.context.pool, run.id);
  expect(row.variables).toEqual(JSON.parse(spec.variablesJson));

  for (const [field, where] of [
    ['contextJson', 'context'],
    ['variablesJson', 'variables'],
    ['contentJson', 'input'],
  ] as const) {
    const wrong = runtime.rpc.createRuns({ runs: [{ ...spec, [field]: '{' }] });
    await expect(wrong).rejects.toMatchObject({ code: 'invalid_request', where: `runs.0.${where}` });
  }
});

test('an approval hook makes a call wait for a person, whatever the rules of the tool allow', async () => {
  const lines = `tools: [{ yaml_path: tools/read.yaml, permissions: { allow: ["**"] } }]
before_tool_hooks: [{ import: "nexau.archs.main_sub.execution.hooks:create_tool_after_approve_hook", params: { tool_name: read_file } }]`;
  const call = { name: 'read_file', args: { file_path: 'a.txt' } };
  scripts.set('approve', turns({ calls: [call] }, { text: 'Done.' }));
  const run: Run = await createRun(runtime, { files: [agent('solo', lines), READ_TOOL], input: 'approve' });
  const [asked] = await untilAsked(runtime, run.id, 1);
  expect(asked).toMatchObject({ toolName: 'read_file', key: 'read_file' });
  if (asked) await decide(runtime, asked, { decision: 'deny', reason: 'Not now.' });
  expect((await finished(runtime.url, run.id)).response).toBe('Done.');
  const { runs } = await trajectoryOf(runtime.url, run.id);
  const results = runs[0]?.messages.flatMap(({ content }) =>
    content.filter((block): block is ToolResultBlock => block.type === 'tool_result'),
  );
  expect(results).toMatchObject([{ errorKind: 'denied' }]);
  const replayed = await runtime.post(`/v1/runs/${run.id}/replay`);
  expect(await replayed.json()).toMatchObject({ identical: true });
});

test('what a middleware does not take is refused with the bundle', async () => {
  const files = [
    agent('solo', 'middlewares: [{ import: "builtin:long_tool_output", params: { max_chars: 1 } }]'),
  ];
  const response = await runtime.post('/v1/runs', { files, input: 'x' });
  expect(response.status).toBe(400);
  expect(await response.json()).toMatchObject({
    code: 'config_invalid',
    where: 'solo.yaml: middlewares[0]',
    detail: expect.stringContaining('max_chars'),
  });
});

test('a check of a bundle asks each model of its agents once, where it is to', async () => {
  const below =
    'sub_agents: [{ name: clerk, config_path: clerk.yaml }, { name: scout, config_path: scout.yaml }]';
  const files = [
    agent('boss', below),
    agent('clerk', ''),
    {
      path: 'scout.yaml',
      content:
        'type: agent\nname: scout\nllm_config: { model: away-1, base_url: "http://127.0.0.1:9/v1", api_key: none }\n',
    },
  ];
  scripts.set('Say ok.', () => ({ text: 'ok' }));
  const before = model.asked.length;
  expect((await runtime.rpc.putBundle({ files, checkOnly: true })).models).toEqual([]);
  expect(model.asked).toHaveLength(before);
  const { models } = await runtime.rpc.putBundle({ files, checkOnly: true, askModels: true });
  expect(models.map(({ name, agents, failure }) => [name, agents, failure?.message])).toEqual([
    [SCRIPTED_MODEL, ['boss', 'clerk'], undefined],
    ['away-1', ['scout'], 'The model server does not answer.'],
  ]);
  expect(model.asked).toHaveLength(before + 1);
});

test('who stores a bundle learns what model its entry agent asks', async () => {
  const away = agent('solo', '').content.replace(
    'llm_config: {}',
    'llm_config: { model: away-1, base_url: "http://127.0.0.1:9/v1", api_key: none }',
  );
  const stored = (content: string) => runtime.rpc.putBundle({ files: [{ path: 'solo.yaml', content }] });
  expect((await stored(away)).entryModel).toMatchObject({ name: 'away-1', provider: '127.0.0.1:9' });
  const { entryModel } = await stored(agent('solo', '').content);
  expect(entryModel).toMatchObject({ name: SCRIPTED_MODEL, provider: new URL(model.url).host });
  expect(
    (await runtime.rpc.putBundle({ files: [agent('a', ''), agent('b', '')] })).entryModel,
  ).toBeUndefined();
});

test('an agent file may ask the server for tokens and log-probabilities', async () => {
  const path = 'solo.yaml';
  const content = agent('solo', '').content.replace(
    'llm_config: {}',
    'llm_config: { logprobs: true, return_token_ids: true }',
  );
  scripts.set('tokens', turns({ text: 'ok' }));
  const run = await createRun(runtime, { files: [{ path, content }], input: 'tokens' });
  expect(await finished(runtime.url, run.id)).toMatchObject({ state: 'completed' });
  expect(model.asked.at(-1)).toMatchObject({ logprobs: true, return_token_ids: true });
});
