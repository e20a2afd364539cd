import type { AgentSpec } from '@nex/core';
import { describe, expect, it } from 'vitest';
import { type Files, loadFiles, loadLines, READ_TOOL } from './load-files.fixture.ts';

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
      systemPrompt: ['You are desk. Today is 2026-01-02.\nBe brief.'],
      model: { model: 'm-1', apiKey: '123456', temperature: 0.7, maxTokens: 4096, extra: { top_k: 20 } },
      tools: [
        {
          name: 'complete_task',
          builtin: 'complete_task',
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
            systemPrompt: ['You are reader. End.'],
            model: { temperature: 0.5, extra: {} },
            tools: [
              {
                name: 'read_file',
                builtin: 'read_file',
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
      'system_prompt: [a, {content: "b {{x}}", cache: true}]\ncontext: {x: 1}\ntools:\ndescription:',
    );
    expect(agent.systemPrompt).toEqual(['a', 'b 1']);
    expect(agent.name).toBe('configured_agent');
  });

  it.each(['structured', 'openai', 'anthropic'])('takes tool_call_mode %s', async (mode) => {
    expect((await loadLines(`tool_call_mode: ${mode}`)).skipped).toEqual([]);
  });

  it.each([
    'nexau.archs.tool.builtin.file_tools:read_file',
    'nexau.archs.tool.builtin.file_tools.read:read_file',
    'nexau.archs.tool.builtin:read_file',
    'builtin:read_file',
  ])('resolves the binding %s', async (binding) => {
    const { agent } = await loadLines(`tools: [{yaml_path: tools/read.yaml, binding: "${binding}"}]`);
    expect(agent.tools[0]?.builtin).toBe('read_file');
  });

  it('falls back to the binding of the tool file', async () => {
    const { agent } = await loadLines('tools: [{yaml_path: tools/read.yaml}]', {
      'tools/read.yaml': `${READ_TOOL}binding: builtin:read_file\n`,
    });
    expect(agent.tools[0]?.builtin).toBe('read_file');
  });

  it('notes in both modes what only watches or tunes', async () => {
    const lines = `tracers: ["nexau.archs.tracer.adapters.in_memory:InMemoryTracer"]
after_model_hooks: [{import: "nexau.archs.main_sub.execution.hooks:create_logging_hook", params: {logger_name: x}}]
retry_attempts: 3
stop_tools: [finish]
tools: [{yaml_path: tools/read.yaml, binding: "builtin:read_file", as_skill: true, defer_loading: true, lazy: true}]`;
    const strict = await loadLines(lines);
    expect(strict.skipped.map((skip) => skip.where)).toEqual([
      'main.yaml: after_model_hooks[0]',
      'main.yaml: tracers[0]',
      'main.yaml: retry_attempts',
      'main.yaml: tools[0].as_skill',
      'main.yaml: tools[0].defer_loading',
      'main.yaml: stop_tools',
    ]);
    expect((await loadLines(lines, {}, { strict: false })).skipped).toEqual(strict.skipped);
  });

  it('keeps settings of the model client from the provider', async () => {
    const { agent, skipped } = await loadFiles({
      'main.yaml': 'llm_config: {stream: true, timeout: 30, reasoning: {effort: high}, seed: ~}',
    });
    expect(agent.model).toEqual({ extra: { reasoning: { effort: 'high' } } });
    expect(skipped.map((skip) => skip.where)).toEqual([
      'main.yaml: llm_config.stream',
      'main.yaml: llm_config.timeout',
    ]);
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
