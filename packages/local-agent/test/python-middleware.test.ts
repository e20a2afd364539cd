/** Middleware and hooks of an agent's files in Python: what they are given, what they change, and how they fail. */
import { execFileSync } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { textOf } from '@nex/core';
import { beforeAll, expect, test } from 'vitest';
import { findPythonForTests } from '../../tools/test/support/python.ts';
import { call, lastResult, openBench, type Step } from '../src/__fixtures__/bench.ts';

let python: string;
beforeAll(async () => {
  python = await findPythonForTests();
});

const LOOK =
  'type: tool\nname: look\ndescription: Looks.\ninput_schema: {type: object, properties: {at: {type: string}}}\nbinding: tools:look\n';
const TOOLS = `
def look(agent_state, at):
    return {"at": at, "branch": agent_state.get_context_value("coding_plugin")["default_branch"], "secret": "hunter2"}
`;
const IMPORTS = `
from nexau.archs.main_sub.execution.hooks import BeforeModelHookInput, HookResult, Middleware
from nexau.core.messages import Message, Role, TextBlock
`;

const bench = (files: Record<string, string>, steps: Step[]) =>
  openBench(
    { 'agent.yaml': '', 'tools.py': TOOLS, 'look.yaml': LOOK, ...files },
    { solo: steps },
    { sandbox: { type: 'plain', python } },
  );

const agent = (lines: string) => `type: agent
name: solo
system_prompt: solo works.
llm_config: {}
tools: [{name: look, yaml_path: ./look.yaml}]
${lines}
`;

const PLUGIN = {
  'plugin/plugin.yaml': `type: plugin
name: coding
engines: {nexau: ">=0.4.0,<0.5.0"}
config: {properties: {branch: {type: string, required: true}}}
system_prompt_fragment: ''
contributes:
  middlewares:
    - name: context
      import: "./middleware.py:CodingContextMiddleware"
      params: {default_branch: "\${config.branch}"}
`,
  'plugin/middleware.py': `${IMPORTS}
from dataclasses import dataclass

@dataclass(frozen=True)
class CodingContext:
    default_branch: str

class CodingContextMiddleware(Middleware):
    def __init__(self, default_branch: str) -> None:
        self.context = CodingContext(default_branch)

    def before_agent(self, hook_input):
        hook_input.agent_state.set_context_value("coding_plugin", {"default_branch": self.context.default_branch})
        return HookResult.no_changes()
`,
};
const WITH_PLUGIN = 'plugins: [{use: "path:./plugin", config: {branch: main}}]';

test('a plugin brings a middleware that sets what tools read', async () => {
  await using opened = await bench({ 'agent.yaml': agent(WITH_PLUGIN), ...PLUGIN }, [
    { calls: [call('c1', 'look', { at: 'a' })] },
    { text: 'Done.' },
  ]);
  expect(opened.agent.skipped).toEqual([]);
  expect(await opened.agent.run('Go')).toMatchObject({ stopReason: 'answered', response: 'Done.' });
  expect(lastResult(opened.requests[1])).toContain('main');
});

test('hooks change the conversation, the calls, the arguments, the results and the response', async () => {
  const mine = `${IMPORTS}
class Mine(Middleware):
    def __init__(self, rules_path, limit):
        self.rules = open(rules_path).read().strip()
        self.limit, self.forced, self.seen = limit, False, []

    def before_agent(self, hook_input):
        hook_input.messages.append(Message.user("Rules: " + self.rules))

    def before_model(self, hook_input):
        note = f"turn {hook_input.current_iteration} of {hook_input.max_iterations}"
        hint = Message(role=Role.FRAMEWORK, content=[TextBlock(text=note)])
        return HookResult.with_modifications(messages=[*hook_input.messages, hint])

    async def after_model(self, hook_input):
        self.seen.append(hook_input.parsed_response.get_call_summary())
        if hook_input.original_response == "Done?" and not self.forced:
            self.forced = True
            return HookResult(messages=[*hook_input.messages, Message.user("Once more.")], force_continue=True)
        for call in hook_input.parsed_response.tool_calls:
            call.parameters["at"] = call.parameters["at"].upper()
        return HookResult(parsed_response=hook_input.parsed_response)

    def before_tool(self, hook_input):
        return HookResult(tool_input={**hook_input.tool_input, "at": hook_input.tool_input["at"] + "!"})

    def after_tool(self, hook_input):
        hook_input.tool_output["secret"] = "***"

    def after_agent(self, hook_input):
        reason = getattr(hook_input.stop_reason, "name", hook_input.stop_reason)
        return HookResult(agent_response=f"{hook_input.agent_response} {reason} {self.seen} {len(hook_input.messages)}")
`;
  const hooks = `
def mark(mark):
    def hook(hook_input):
        hook_input.agent_state.set_global_value("marked", hook_input.tool_name)
        return type("R", (), {"messages": None, "llm_tool_output": mark + hook_input.llm_tool_output})()
    return hook
def look_in(hook_input):
    assert hook_input.messages[0].role.value == "system"
`;
  const lines = `middlewares:
- {import: "py:hooks.mine:Mine", params: {rules_path: ./rules.txt, limit: 2}}
before_model_hooks: ["./hooks/fns.py:look_in"]
after_tool_hooks: [{import: "./hooks/fns.py:mark", params: {mark: "marked "}}]
max_iterations: 7
${WITH_PLUGIN}`;
  const files = {
    'agent.yaml': agent(lines),
    'hooks/mine.py': mine,
    'hooks/fns.py': hooks,
    'rules.txt': 'be brief\n',
    ...PLUGIN,
  };
  await using opened = await bench(files, [
    { calls: [call('c1', 'look', { at: 'a' })], text: 'I look.' },
    { text: 'Done?' },
    { text: 'Done.' },
  ]);
  const result = await opened.agent.run('Go');
  expect(result).toMatchObject({
    stopReason: 'answered',
    response: "Done. NO_MORE_TOOL_CALLS ['1 tool calls', 'no calls', 'no calls'] 8",
  });
  const texts = opened.requests.map(({ messages }) => messages.map((one) => textOf(one)));
  // Hints go along with one call; the rest lasts.
  expect(texts[0]).toEqual(['solo works.', 'Go', 'Rules: be brief', 'turn 0 of 7']);
  expect(texts[2]?.slice(-3)).toEqual(['Done?', 'Once more.', 'turn 2 of 7']);
  expect(opened.requests[1]?.messages[3]?.content[1]).toMatchObject({
    type: 'tool_call',
    id: 'c1',
    argumentsText: '{"at":"A"}',
  });
  const [result1] = opened.requests[1]?.messages[4]?.content ?? [];
  const shown = result1?.type === 'tool_result' ? textOf(result1) : '';
  expect(shown).toContain('A!');
  expect(shown).toContain('***');
  expect(JSON.stringify(opened.requests)).not.toContain('hunter2');
});

test.each([
  [
    'def hook(i): raise ValueError("no\\nluck")',
    'config_invalid',
    /hooks.py:hook failed in beforeModel: ValueError: no luck/,
  ],
  [
    'def hook(i): return {"messages": []}',
    'config_invalid',
    /TypeError: a hook gives back a HookResult or None/,
  ],
  ['def other(i): pass', 'unavailable', /AttributeError: module .* has no attribute 'hook'/],
  ['import absent', 'unavailable', /ModuleNotFoundError: No module named 'absent'/],
  ['import os\ndef hook(i): os._exit(3)', 'unavailable', /ended unexpectedly/],
  [
    'def hook(i): i.messages.append({"role": "oracle", "content": "x"})',
    'config_invalid',
    /What before_model gave back cannot be used: messages/,
  ],
  [
    'class hook:\n  def wrap_model_call(self, params, call_next): return call_next(params)',
    'config_invalid',
    /has wrap_model_call, which Python cannot do here/,
  ],
])('a hook that fails ends the run and says where: %s', async (code, expected, message) => {
  const lines = 'before_model_hooks: ["./hooks.py:hook"]';
  await using opened = await bench({ 'agent.yaml': agent(lines), 'hooks.py': code }, [{ text: 'Done.' }]);
  const { stopReason, failure } = await opened.agent.run('Go');
  expect(stopReason).toBe('error');
  expect(failure).toMatchObject({ code: expected, message: expect.stringMatching(message) });
  expect(failure?.message).not.toMatch(/Traceback|File "|\/tmp/);
  expect(opened.requests).toEqual([]);
});

test('a stop while a hook is at work cancels the run', async () => {
  const code = 'import time\ndef hook(i):\n  open("up", "w").write("up\\n")\n  time.sleep(600)';
  const lines = 'before_model_hooks: ["./hooks.py:hook"]';
  await using opened = await bench({ 'agent.yaml': agent(lines), 'hooks.py': code }, [{ text: 'Done.' }]);
  const up = `${opened.workspace}/up`;
  execFileSync('mkfifo', [up]);
  const control = new AbortController();
  const running = opened.agent.run('Go', { signal: control.signal });
  expect(await readFile(up, 'utf8')).toBe('up\n');
  control.abort();
  expect(await running).toMatchObject({ stopReason: 'cancelled' });
});
