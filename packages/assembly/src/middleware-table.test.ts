/** The contract that every middleware of an agent file keeps, through the table and in a run of the loop. */
import { createBudget, createMemoryRecorder, type LoopEvent, runAgentLoop } from '@nex/agent';
import {
  type AgentSpec,
  type JsonObject,
  type Message,
  MIDDLEWARE_NAMES,
  type MiddlewareName,
  type Model,
  NO_USAGE,
  type Tool,
  textMessage,
  textOutcome,
} from '@nex/core';
import { describe, expect, it } from 'vitest';
import { assembleMiddleware } from './assemble-middleware.ts';
import { completeTools } from './assemble-tools.ts';
import { MIDDLEWARE, middlewareFault } from './middleware-table.ts';

const NO_PYTHON = {
  call: () => Promise.reject(new Error('No middleware of the table is Python.')),
  async [Symbol.asyncDispose]() {},
};

/** The least that each one must be told. */
const NEEDED: Partial<Record<MiddlewareName, JsonObject>> = {
  llm_failover: { fallback_providers: [{ llm_config: { model: 'other' } }] },
  tool_approval: { tool_name: 'work' },
};
/** Every parameter of NexAU, at its default or another value. */
const ALL: Record<MiddlewareName, JsonObject> = {
  context_compaction: {
    max_context_tokens: 1000,
    auto_compact: true,
    emergency_compact_enabled: true,
    trigger: 'time_based',
    threshold: 0.5,
    gap_threshold_minutes: 5,
    compaction_strategy: 'sliding_window',
    keep_user_rounds: 1,
    compactable_tools: ['work'],
    summary_model: 's',
    summary_base_url: 'http://s',
    summary_api_key: 'k',
    summary_api_type: 'openai_chat_completion',
    compact_prompt: 'p',
    retry_attempts: 2,
    save_history: true,
  },
  long_tool_output: {
    max_output_chars: 10,
    head_lines: 1,
    tail_lines: 1,
    head_chars: 5,
    tail_chars: 5,
    temp_dir: null,
    bypass_tool_names: ['x'],
  },
  llm_failover: {
    trigger: { status_codes: [500], exception_types: ['RateLimitError'] },
    fallback_providers: [
      { name: 'b', llm_config: { model: 'other', api_type: 'anthropic_chat_completion' } },
    ],
    circuit_breaker: { failure_threshold: 1, recovery_timeout_seconds: 5 },
  },
  round_and_token_reminder: { max_context_tokens: 1000, desired_max_tokens: 10 },
  runtime_environment: { template: '{{ date }}' },
  logging: {
    model_logger: 'm',
    tool_logger: 't',
    message_preview_chars: 1,
    tool_preview_chars: 1,
    log_model_calls: true,
  },
  tool_approval: { tool_name: 'work' },
};
const OPEN_PARAMS: ReadonlySet<MiddlewareName> = new Set(['logging']);

const agentWith = (name?: MiddlewareName, params: JsonObject = {}) =>
  ({
    name: 'a',
    maxContextTokens: 1000,
    middlewares: name === undefined ? [] : [{ name, params, where: 'main.yaml: middlewares[0]' }],
  }) as unknown as AgentSpec;

const call = { type: 'tool_call', id: 'c', name: 'work', argumentsText: '{}', arguments: {} } as const;
const SCRIPT: Message[] = [
  { role: 'assistant', content: [{ type: 'text', text: 'I look.' }, call] },
  textMessage('assistant', 'Done.'),
];

/** A run of two answers and one call, with what the agent's file says. */
async function run(agent: AgentSpec, { signal = new AbortController().signal, fails = false } = {}) {
  const requests: (readonly Message[])[] = [];
  const model: Model = {
    name: 'm',
    provider: 'here',
    async call({ messages }) {
      requests.push([...messages]);
      if (fails) throw new Error('secret');
      const message = SCRIPT[requests.length - 1] ?? textMessage('assistant', 'More.');
      return { message, finishReason: 'stop', usage: NO_USAGE, model: 'm' };
    },
  };
  const work: Tool = {
    definition: {
      name: 'work',
      description: 'Works.',
      inputSchema: { type: 'object' },
      origin: { kind: 'builtin' },
      repeatable: true,
      disableParallel: false,
    },
    check: () => undefined,
    execute: async () => textOutcome('ok'),
  };
  const { middleware, compaction } = assembleMiddleware(agent, {
    saveText: async (name) => name,
    log: () => {},
    facts: { workingDirectory: '/workspace', operatingSystem: 'Linux', shell: 'bash' },
    choose: () => model,
    python: NO_PYTHON,
  });
  const recorder = createMemoryRecorder();
  const events: LoopEvent[] = [];
  const history = [textMessage('system', 'S'), textMessage('user', 'U')];
  const result = await runAgentLoop({
    agent: { name: 'a', maxIterations: 5, stopTools: [] },
    model,
    tools: completeTools(agent, [work]),
    history,
    recorder,
    emit: (event) => void events.push(event),
    signal,
    budget: createBudget(),
    clock: () => 0,
    middleware,
    compaction,
    permissions: { answer: async () => ({ decision: 'allow' }) },
  });
  return { result, requests, events, middleware, compaction, kept: recorder.messages, history };
}

describe.each(MIDDLEWARE_NAMES)('%s', (name) => {
  const needed = NEEDED[name] ?? {};

  it('takes its defaults, and every parameter of NexAU', () => {
    expect(middlewareFault(name, needed)).toBeUndefined();
    expect(middlewareFault(name, ALL[name])).toBeUndefined();
  });

  it('refuses what it does not take, at load and when it is built', async () => {
    const first = Object.keys(ALL[name])[0] ?? '';
    expect(middlewareFault(name, { ...needed, [first]: { not: 'this' } })).toMatch(/./);
    if (OPEN_PARAMS.has(name)) return;
    expect(middlewareFault(name, { ...needed, unknwn: 1 })).toContain('unknwn');
    if (MIDDLEWARE[name].stands === 'model') return;
    await expect(run(agentWith(name, { ...needed, unknwn: 1 }))).rejects.toMatchObject({
      code: 'config_invalid',
      where: 'main.yaml: middlewares[0]',
      message: expect.stringContaining('unknwn'),
    });
  });

  it('stands in the loop by its own name, or nowhere in it', async () => {
    const { middleware } = await run(agentWith(name, needed));
    expect(middleware.map((one) => one.name)).toEqual(MIDDLEWARE[name].stands === 'loop' ? [name] : []);
  });

  it('leaves history, answer and events of an ordinary run as they are', async () => {
    const [plain, with_] = [await run(agentWith()), await run(agentWith(name, needed))];
    expect(with_.result).toEqual(plain.result);
    expect(with_.kept).toEqual(plain.kept);
    expect(with_.events).toEqual(plain.events);
    // What it adds to a request stands at its end, and what comes before is the conversation.
    for (const [index, messages] of with_.requests.entries()) {
      const before = plain.requests[index] ?? [];
      expect(messages.slice(0, before.length)).toEqual(before);
      expect(messages.length - before.length).toBeLessThanOrEqual(1);
    }
  });

  it('does the same when the run is made again', async () => {
    const [one, two] = [await run(agentWith(name, ALL[name])), await run(agentWith(name, ALL[name]))];
    expect(two.requests).toEqual(one.requests);
    expect(two.kept).toEqual(one.kept);
  });

  it('hides no failure of the model and no stop', async () => {
    const failed = await run(agentWith(name, needed), { fails: true });
    expect(failed.result).toMatchObject({ stopReason: 'model_error', failure: { code: 'internal' } });
    expect(JSON.stringify(failed.result)).not.toContain('secret');
    const stopped = await run(agentWith(name, needed), { signal: AbortSignal.abort() });
    expect(stopped.result.stopReason).toBe('cancelled');
    expect(stopped.requests).toEqual([]);
  });
});

it('compacts from the limit of the agent, with or without the middleware', async () => {
  expect((await run(agentWith())).compaction).toEqual({ maxContextTokens: 1000 });
  const named = await run(agentWith('context_compaction'));
  expect(named.compaction).toMatchObject({
    maxContextTokens: 1000,
    threshold: 0.75,
    auto: true,
    emergency: true,
  });
});

it('gives the model of summaries the tries that the file states', () => {
  const asked: unknown[] = [];
  const parts = {
    saveText: async (name: string) => name,
    log: () => {},
    facts: { workingDirectory: '/w', operatingSystem: 'L', shell: 'b' },
    python: NO_PYTHON,
    choose: (settings: unknown) => {
      asked.push(settings);
      return { name: 's', provider: 'p', call: () => Promise.reject(new Error('unused')) };
    },
  };
  assembleMiddleware(agentWith('context_compaction', { summary_model: 's', retry_attempts: 7 }), parts);
  expect(asked).toEqual([{ model: 's', attempts: 7, extra: {} }]);
});

describe('tool_approval', () => {
  const agent = agentWith('tool_approval', { tool_name: 'work' });
  const tool = (permit?: Tool['permit']) =>
    ({ definition: { name: 'work' }, ...(permit ? { permit } : {}) }) as unknown as Tool;

  it('asks for what may run, and leaves a denial a denial', () => {
    const [asked] = completeTools(agent, [tool()]);
    expect(asked?.permit?.({ a: 1 })).toEqual({
      decision: 'ask',
      prompt: 'Let work run with {"a":1}?',
      key: 'work',
    });
    const [denied] = completeTools(agent, [tool(() => ({ decision: 'deny', reason: 'No.' }))]);
    expect(denied?.permit?.({})).toEqual({ decision: 'deny', reason: 'No.' });
  });

  it('must have something to guard', () => {
    expect(() => completeTools(agent, [])).toThrow(expect.objectContaining({ code: 'config_invalid' }));
  });
});
