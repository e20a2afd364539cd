/** Middleware in Python that a bundle brings: off unless the operator has Python on; durable, and replayed. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type BundleFile, textOf } from '@nex/core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { findPythonForTests } from '../../../packages/tools/test/support/python.ts';
import { WRITE_TOOL, write } from './support/file-agents.ts';
import { finished, trajectoryOf } from './support/follow.ts';
import { answersIn, lastResult, type ModelServer, startModelServer } from './support/model-server.ts';
import { expectIdentical } from './support/replays.ts';
import { createRun } from './support/runs.ts';
import { startTestRuntime, type TestRuntime } from './support/test-runtime.ts';

const BUNDLE: BundleFile[] = [
  {
    path: 'agent.yaml',
    content: `type: agent
name: worker
system_prompt: You work.
llm_config: {}
tools: [{ yaml_path: tools/write.yaml }]
middlewares: [{ import: "./hooks/mine.py:Mine", params: { rules_path: ./rules.txt } }]
before_tool_hooks: ["team_hooks:guard"]
`,
  },
  WRITE_TOOL,
  { path: 'rules.txt', content: 'Be brief.' },
  {
    path: 'hooks/mine.py',
    content: `
from nexau.archs.main_sub.execution.hooks import HookResult, Middleware
from nexau.core.messages import Message, Role, TextBlock

class Mine(Middleware):
    def __init__(self, rules_path):
        self.rules = open(rules_path).read()

    def before_agent(self, hook_input):
        return HookResult(messages=[*hook_input.messages, Message.user(self.rules)])

    def before_model(self, hook_input):
        hint = Message(role=Role.FRAMEWORK, content=[TextBlock(text=f"Turn {hook_input.current_iteration}.")])
        return HookResult(messages=[*hook_input.messages, hint])

    def after_model(self, hook_input):
        if hook_input.original_response == "Done?":
            return HookResult(messages=[*hook_input.messages, Message.user("Once more.")], force_continue=True)

    def after_tool(self, hook_input):
        return HookResult(tool_output="Written, says the hook.")

    def after_agent(self, hook_input):
        return HookResult(agent_response=hook_input.agent_response.upper())
`,
  },
];
const READER: BundleFile[] = [
  {
    path: 'agent.yaml',
    content: `type: agent
name: worker
system_prompt: You work.
llm_config: {}
tools: [{ yaml_path: ./tone.yaml }]
`,
  },
  {
    path: 'tone.yaml',
    content: `type: tool
name: tone
description: Tells the tone.
input_schema: { type: object }
binding: py:team_hooks:tone
`,
  },
];
const GUARD = `
import time
def tone(agent_state):
    seen = []
    for _ in range(20):
        seen.append(agent_state.get_context_value("tone"))
        time.sleep(0.01)
    return " ".join(sorted(set(seen)))
def guard(hook_input):
    hook_input.tool_input["content"] = "guarded"
    hook_input.agent_state.set_global_value("guarded", hook_input.tool_call_id)
`;

let folder: string;
let model: ModelServer;
let runtime: TestRuntime;
const asked: string[][] = [];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'nex-team-hooks-'));
  await writeFile(join(folder, 'team_hooks.py'), GUARD);
  model = await startModelServer((request) => {
    asked.push(request.messages.map(({ content }) => String(content)));
    if (asked.at(-1)?.[1] === 'Tone') {
      return answersIn(request) === 0
        ? { calls: [{ name: 'tone', args: {} }] }
        : { text: lastResult(request) };
    }
    const answers = [{ calls: [write('a.txt')] }, { text: 'Done?' }, { text: 'Done.' }];
    return answers[answersIn(request)] ?? { text: 'Too much.' };
  });
  runtime = await startTestRuntime({
    modelUrl: model.url,
    environment: { PYTHON_TOOL_ROOTS: folder, SANDBOX_PYTHON: await findPythonForTests() },
  });
});
afterAll(async () => {
  await runtime?.[Symbol.asyncDispose]();
  await model?.[Symbol.asyncDispose]();
  await rm(folder, { recursive: true, force: true });
});

test('hooks of a bundle and of the operator run in the sandbox, and what they change is recorded and replayed', async () => {
  const run = await createRun(runtime, { files: BUNDLE, input: 'Go' });
  expect(await finished(runtime.url, run.id)).toMatchObject({ state: 'completed', response: 'DONE.' });
  const { runs } = await trajectoryOf(runtime.url, run.id);
  expect(runs[0]?.messages.map((one) => `${one.role}: ${textOf(one)}`)).toEqual([
    'system: You work.',
    'user: Go',
    'user: Be brief.',
    'assistant: ',
    'tool: ',
    'assistant: Done?',
    'user: Once more.',
    'assistant: Done.',
  ]);
  const [result] = runs[0]?.messages[4]?.content ?? [];
  expect(result?.type === 'tool_result' && textOf(result)).toBe('Written, says the hook.');
  expect(asked.map((texts) => texts.at(-1))).toEqual(['Turn 0.', 'Turn 1.', 'Turn 2.']);
  await expectIdentical(runtime, run.id);
});

test('runs at the same time each read their own context', async () => {
  const tones = ['calm', 'loud', 'odd', 'wry'];
  const runs = await Promise.all(
    tones.map((tone) => createRun(runtime, { files: READER, input: 'Tone', context: { tone } })),
  );
  const ended = await Promise.all(runs.map(({ id }) => finished(runtime.url, id)));
  expect(ended.map(({ response }) => response)).toEqual(tones);
});

test('a host without Python refuses the bundle and says what to do', async () => {
  await using plain = await startTestRuntime({ modelUrl: model.url, beside: runtime, concurrency: 0 });
  const response = await plain.put('/v1/bundles', { files: [...BUNDLE, { path: 'x.txt', content: '' }] });
  expect(response.status).toBe(400);
  expect(await response.json()).toMatchObject({
    code: 'config_invalid',
    where: 'agent.yaml: middlewares[0]',
    detail: expect.stringContaining('this host runs none'),
  });
});
