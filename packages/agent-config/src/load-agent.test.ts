import type { AgentSpec } from '@nex/core';
import { describe, expect, it } from 'vitest';
import { type Files, loadFiles, loadLines, READ_TOOL } from './load-files.fixture.ts';

/** What an agent has whose file does not speak of it. */
const DEFAULTS = {
  toolCallMode: 'native' as const,
  dialect: 'nexau-xml' as const,
  skills: [],
  middlewares: [],
  sandbox: { type: 'local' as const, env: {} },
  maxRunningSubAgents: 5,
  globalStorage: {},
};

const PLAIN_TOOL = { fixedArguments: {}, deferLoading: false, formatter: 'markdown' as const };

describe('a delegating agent with a sub-agent', () => {
  const files: Files = {
    'main.yaml': `type: agent
name: desk
max_context_tokens: 100000
system_prompt: |
  You are {{ agent_name }}. Today is {{ date }}.
  {% if tone %}Be {{ tone }}.{% endif %}

system_prompt_type: string
tool_call_mode: structured
context: {tone: brief}
llm_config: # the \${env.UNUSED} in a comment is spared
  model: \${env.LLM_MODEL}
  api_key: \${env.LLM_KEY}
  temperature: 0.7
  max_tokens: 4096
  api_type: openai_chat_completion
  top_k: 20
stop_tools: [complete_task]
tools:
  - name: complete_task
    yaml_path: ./tools/complete.yaml
    binding: nexau.archs.tool.builtin.session_tools:complete_task
mcp_servers:
  - {type: catalogue, name: notes, tools: [search]}
  - {type: stdio, name: git, command: npx, args: [-y, git-mcp], env: {PORT: 80}, timeout: 2.5}
  - {type: http, name: maps, url: "https://maps.example/mcp", headers: {Accept: "*/*"}, tools: [route]}
sub_agents:
  - name: reader
    config_path: ./agents/reader.yaml
`,
    'agents/reader.yaml': `name: internal_name
description: Reads files.
system_prompt: ../prompts/reader.md
system_prompt_type: jinja
system_prompt_suffix: " End."
llm_config: {temperature: "0.50"}
max_iterations: 7
tools:
  - yaml_path: \${this_file_dir}/../tools/read.yaml
    binding: builtin:read_file
`,
    'prompts/reader.md': '\n  You are {{ agent_name }}.\n\n',
    'tools/read.yaml': READ_TOOL,
    'tools/complete.yaml': 'name: finish\ndescription: Ends.\ndisable_parallel: true\n',
  };

  it('becomes a spec with nothing left to follow', async () => {
    const { agent, skipped, places } = await loadFiles(files, { promptValues: { date: '2026-01-02' } });
    expect(agent).toEqual<AgentSpec>({
      name: 'desk',
      description: '',
      systemPrompt: [{ text: 'You are desk. Today is 2026-01-02.\nBe brief.', cache: true }],
      model: {
        model: 'm-1',
        apiKey: '123456',
        apiType: 'openai_chat_completion',
        attempts: 5,
        temperature: 0.7,
        maxTokens: 4096,
        extra: { top_k: 20 },
      },
      ...DEFAULTS,
      tools: [
        {
          ...PLAIN_TOOL,
          name: 'complete_task',
          binding: { kind: 'builtin', name: 'complete_task' },
          description: 'Ends.',
          inputSchema: { type: 'object', properties: {} },
          disableParallel: true,
        },
      ],
      mcpServers: [
        { type: 'catalogue', name: 'notes', tools: ['search'] },
        {
          type: 'stdio',
          name: 'git',
          command: 'npx',
          args: ['-y', 'git-mcp'],
          env: { PORT: '80' },
          timeoutMs: 2500,
        },
        {
          type: 'http',
          name: 'maps',
          url: 'https://maps.example/mcp',
          headers: { Accept: '*/*' },
          timeoutMs: 30_000,
          tools: ['route'],
        },
      ],
      subAgents: [
        {
          name: 'reader',
          agent: {
            name: 'reader',
            description: 'Reads files.',
            systemPrompt: [{ text: 'You are reader. End.', cache: true }],
            model: { attempts: 5, temperature: 0.5, extra: {} },
            ...DEFAULTS,
            tools: [
              {
                ...PLAIN_TOOL,
                name: 'read_file',
                binding: { kind: 'builtin', name: 'read_file' },
                description: 'Reads.',
                inputSchema: { type: 'object', properties: { file_path: { type: 'string' } } },
                disableParallel: false,
              },
            ],
            mcpServers: [],
            subAgents: [],
            stopTools: [],
            maxIterations: 7,
            maxContextTokens: 128_000,
          },
        },
      ],
      stopTools: ['complete_task'],
      context: { tone: 'brief' },
      maxIterations: 100,
      maxContextTokens: 100_000,
    });
    expect(skipped).toEqual([]);
    expect(places).toEqual([
      { name: 'desk', file: 'main.yaml', parent: null },
      { name: 'reader', file: 'agents/reader.yaml', parent: 'desk' },
    ]);
  });
});

describe('keys', () => {
  it('reads a prompt of several parts; a key without a value counts as absent', async () => {
    const { agent } = await loadLines(
      'system_prompt: [a, {content: "b {{x}}", cache: false}]\ncontext: {x: 1}\ntools:\ndescription:',
    );
    expect(agent.systemPrompt).toEqual([
      { text: 'a', cache: true },
      { text: 'b 1', cache: false },
    ]);
    expect(agent.name).toBe('configured_agent');
    expect((await loadLines('system_prompt:')).agent.systemPrompt).toEqual([]);
  });

  it.each([
    ['structured', 'native'],
    ['openai', 'native'],
    ['anthropic', 'native'],
    ['xml', 'text'],
  ])('takes tool_call_mode %s', async (mode, expected) => {
    const { agent, skipped } = await loadLines(`tool_call_mode: ${mode}\ntool_call_dialect: hermes`);
    expect(agent).toMatchObject({ toolCallMode: expected, dialect: 'hermes' });
    expect(skipped).toEqual([]);
  });

  it('carries what NexAU reads and drops', async () => {
    const { agent, skipped } = await loadLines(`max_running_subagents: 2
timeout: 1.5
initial_config: {a: 1, b: 1, c: 1}
initial_state: {b: 2, c: 2}
global_storage: {c: 3}
output_schema: {type: object, properties: {n: {type: integer}}}
variables: {template: {x: T}, sandbox_env: {PORT: 80}}
sandbox_config: {type: container, image: "i:1", envs: {PORT: 1, HOME: /h}, output_char_threshold: 9}
system_prompt: "{{ x }}"
context: {x: file}`);
    expect(agent).toMatchObject({
      maxRunningSubAgents: 2,
      timeoutMs: 1500,
      globalStorage: { a: 1, b: 2, c: 3 },
      outputSchema: { type: 'object', properties: { n: { type: 'integer' } } },
      sandbox: {
        type: 'container',
        image: 'i:1',
        env: { PORT: '80', HOME: '/h' },
        outputCharThreshold: 9,
      },
      systemPrompt: [{ text: 'T' }],
    });
    expect(skipped).toEqual([]);
  });

  it('lets values of the run win in prompts', async () => {
    const { agent } = await loadLines(
      'system_prompt: "{{ x }}{{ y }}"\ncontext: {x: file, y: file}',
      {},
      {
        context: { x: 'run' },
        promptValues: { y: 'host' },
      },
    );
    expect(agent.systemPrompt).toEqual([{ text: 'runfile', cache: true }]);
  });

  it('takes variables of the run over those of the file, each for its own use', async () => {
    const lines = `system_prompt: "{{ x }}{{ y }}"
initial_context: {a: 1}
context: {x: file}
variables: {template: {x: T, y: T}, sandbox_env: {A: file, B: file}, runtime_vars: {k: 1, m: 1}}`;
    expect((await loadLines(lines)).agent).toMatchObject({
      systemPrompt: [{ text: 'TT' }],
      context: { a: 1, x: 'file' },
      variables: { k: 1, m: 1 },
    });
    const variables = { template: { x: 'V' }, sandboxEnv: { B: 'run' }, runtimeVars: { m: 2 } };
    const { agent } = await loadLines(lines, {}, { context: { x: 'run', a: 2 }, variables });
    expect(agent).toMatchObject({
      systemPrompt: [{ text: 'VT' }],
      context: { a: 2, x: 'run' },
      variables: { k: 1, m: 2 },
      sandbox: { env: { A: 'file', B: 'run' } },
    });
    expect((await loadLines('')).agent).not.toHaveProperty('context');
  });

  it('notes in both modes what only watches or has no place here', async () => {
    const lines = `tracers: ["nexau.archs.tracer.adapters.in_memory:InMemoryTracer", "nowhere:Tracer"]
error_handler: "a.b:handle"
token_counter: "nexau.archs.main_sub.utils.token_counter:TokenCounter"
middlewares: ["nexau.archs.main_sub.execution.middleware.agent_events_middleware:AgentEventsMiddleware"]
stop_tools: [finish]
sandbox_config: {work_dir: /home/me, status_after_run: pause}
system_prompt: ./prompt.md`;
    const strict = await loadLines(lines);
    expect(strict.agent).toMatchObject({ middlewares: [], systemPrompt: [{ text: './prompt.md' }] });
    expect(strict.skipped.map((skip) => skip.where)).toEqual([
      'main.yaml: middlewares[0]',
      'main.yaml: tracers[0]',
      'main.yaml: tracers[1]',
      'main.yaml: error_handler',
      'main.yaml: token_counter',
      'main.yaml: stop_tools',
      'main.yaml: system_prompt',
      'main.yaml: sandbox_config.work_dir',
      'main.yaml: sandbox_config.status_after_run',
    ]);
    expect((await loadLines(lines, {}, { strict: false })).skipped).toEqual(strict.skipped);
  });

  it('lets the tries of the agent win over those of the model', async () => {
    const { agent } = await loadFiles({
      'main.yaml': 'llm_config: {max_retries: 9}\nretry_attempts: 4\nretry_backoff_max_seconds: 2.5',
    });
    expect(agent.model).toEqual({ attempts: 4, maxRetryDelayMs: 2500, extra: {} });
    expect((await loadLines('')).agent.model.attempts).toBe(5);
  });
});

it('lets the platform say which kinds of MCP server files may name', async () => {
  const lines = 'mcp_servers: [{type: stdio, name: a, command: x}, {type: catalogue, name: b}]';
  const mcpServerTypes = new Set(['catalogue'] as const);
  await expect(loadLines(lines, {}, { mcpServerTypes })).rejects.toMatchObject({
    code: 'config_invalid',
    where: 'main.yaml: mcp_servers[0].type',
    hint: 'Allowed here: catalogue.',
  });
  const { agent } = await loadLines(lines, {}, { mcpServerTypes, strict: false });
  expect(agent.mcpServers).toEqual([{ type: 'catalogue', name: 'b' }]);
});

it('does not let shared sub-agents double at every level', async () => {
  const files: Files = { 'main.yaml': 'llm_config: {}\nsub_agents: [{name: a, config_path: a0.yaml}]' };
  for (let level = 0; level < 30; level += 1) {
    const next = `a${level + 1}.yaml`;
    files[`a${level}.yaml`] =
      `llm_config: {}\nsub_agents: [{name: l, config_path: ${next}}, {name: r, config_path: ${next}}]`;
  }
  files['a30.yaml'] = 'llm_config: {}';
  await expect(loadFiles(files)).rejects.toMatchObject({
    code: 'config_invalid',
    message: expect.stringContaining('256'),
  });
});
