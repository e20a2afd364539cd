/** Agents of the kinds that NexAU and NexDR ship, with their sets of keys: each loads as the contract says. */
import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { agentFileJsonSchema, toolFileJsonSchema } from './json-schemas.ts';
import { type Files, loadFiles } from './load-files.fixture.ts';
import { parseYaml, toPlain } from './yaml-document.ts';

const tool = (name: string, more = ''): string =>
  `type: tool\nname: ${name}\ndescription: D.\n${more}input_schema: {type: object, properties: {a: {type: string}}}\n`;
const BUILTIN = 'nexau.archs.tool.builtin';
const EXECUTION = 'nexau.archs.main_sub.execution';
const LLM = 'llm_config: {model: "${env.LLM_MODEL}", api_key: "${env.LLM_KEY}", stream: True';
const environment = {
  LLM_MODEL: 'm',
  LLM_KEY: 'k',
  LLM_API_TYPE: 'openai_responses',
  SUMMARY_MODEL: 's',
  LANGFUSE_PUBLIC_KEY: 'p',
  LANGFUSE_SECRET_KEY: 'q',
};
const LANGFUSE = `tracers:
- import: nexau.archs.tracer.adapters.langfuse:LangfuseTracer
  params: {public_key: "\${env.LANGFUSE_PUBLIC_KEY}", secret_key: "\${env.LANGFUSE_SECRET_KEY}", host: "\${LANGFUSE_HOST}", tags: [a], metadata: {b: c}}
`;

const coding: Files = {
  'main.yaml': `type: agent
name: coder
system_prompt: ./systemprompt.md
max_iterations: 300
${LLM}, api_type: openai_chat_completion} # \${env.NOT_SET} in a comment
tools:
- {name: read_file, yaml_path: ./tools/read.yaml, binding: "${BUILTIN}.file_tools:read_file"}
- {name: run, yaml_path: ./tools/run.yaml, binding: "${BUILTIN}.shell_tools:run_shell_command", permissions: {allow: ["git *"], deny: ["rm *"]}}
- {name: Background, yaml_path: ./tools/read.yaml, binding: "${BUILTIN}:background_task_manage_tool"}
- {name: complete_task, yaml_path: ./tools/read.yaml, binding: "${BUILTIN}.session_tools:complete_task"}
sub_agents: [{name: explore, config_path: sub_agent.yaml}]
skills: [./skills/a, ./skills/b]
mcp_servers:
- {name: filesystem, type: stdio, command: npx, args: ["-y", "server"], permissions: {allow: [read_text_file], deny: [write_file]}}
middlewares:
- import: ${EXECUTION}.middleware.long_tool_output:LongToolOutputMiddleware
  params: {max_output_chars: 10000, head_lines: 50, bypass_tool_names: [run]}
${LANGFUSE}stop_tools: [complete_task]
`,
  'sub_agent.yaml': `${LLM}, api_type: openai_responses, reasoning: {effort: medium, summary: detailed}}\nsystem_prompt: ./systemprompt.md\nsystem_prompt_type: jinja\n`,
  'systemprompt.md': 'Date {{ date }} {{ env_content.x }}',
  'tools/read.yaml': tool('read'),
  'tools/run.yaml': tool(
    'run',
    'disable_parallel: true\nformatter: nexau.archs.tool.formatters.shell:format_run_shell_command_output\n',
  ),
  'skills/a/SKILL.md': '---\nname: a\ndescription: A.\n---\nA',
  'skills/b/SKILL.md': '---\nname: b\ndescription: B.\n---\nB',
};

const research: Files = {
  'main.yaml': `system_prompt: "Date: {{date}}."
system_prompt_type: string
llm_config: {temperature: 0.7, max_tokens: 4096}
mcp_servers:
- {name: github, type: stdio, command: npx, args: ['-y', 'x'], env: {TOKEN: "xxxx"}, timeout: 30}
- {name: amap-maps, type: http, url: "https://mcp.example/mcp?key=k", headers: {Accept: "application/json"}, timeout: 30}
tools:
- {name: web_search, yaml_path: ./t.yaml, binding: "${BUILTIN}.web_tools:google_web_search", as_skill: true}
- {name: todo_write, yaml_path: ./t.yaml, binding: "${BUILTIN}.todo_write:todo_write"}
after_tool_hooks: [{import: "${EXECUTION}.hooks:create_tool_logging_hook", params: {logger_name: t}}]
after_model_hooks: [{import: "${EXECUTION}.hooks:create_logging_hook", params: {logger_name: m}}]
`,
  't.yaml': tool('T', 'skill_description: Short.\n'),
};

const building: Files = {
  'main.yaml': `system_prompt: p.md
system_prompt_type: jinja
${LLM}, api_type: openai_responses}
max_iterations: 10000
middlewares:
- import: ${EXECUTION}.middleware.context_compaction:ContextCompactionMiddleware
  params: {max_context_tokens: 100000, auto_compact: true, threshold: 0.75, compaction_strategy: sliding_window, keep_iterations: 3, summary_model: "\${env.SUMMARY_MODEL}", compact_prompt_path: ./compact.md}
tools: [{name: ask_user, yaml_path: t.yaml, binding: "${BUILTIN}.session_tools:ask_user"}]
stop_tools: [ask_user]
`,
  'p.md': 'P',
  'compact.md': 'C',
  't.yaml': tool('ask'),
};

const reader: Files = {
  'main.yaml': `system_prompt: \${this_file_dir}/p.md
system_prompt_type: jinja
tool_call_mode: xml
${LLM}}
initial_context: {}
global_storage: {doc_chunk_size: 5000, agentic_doc_read_token_limit: 80000}
tools: [{name: read_doc, yaml_path: t.yaml, binding: "nexdr.agents.doc_reader.tools:read_doc"}]
middlewares: [{import: "nexdr.agents.hooks:LoggingMiddleware", params: {model_logger: m}}]
sub_agents: []
`,
  'p.md': 'P',
  't.yaml': tool('read_doc'),
};

describe('loads strictly', () => {
  it('a coding agent with MCP, skills, tracer and a path that was meant as a file', async () => {
    const { agent, skipped } = await loadFiles(coding, { environment, promptValues: { date: 'D' } });
    expect(agent).toMatchObject({
      systemPrompt: [{ text: './systemprompt.md' }],
      model: { stream: true, apiType: 'openai_chat_completion' },
      mcpServers: [{ permissions: { allow: ['read_text_file'], deny: ['write_file'] } }],
      subAgents: [
        {
          agent: {
            systemPrompt: [{ text: 'Date D' }],
            model: { extra: { reasoning: { effort: 'medium' } } },
          },
        },
      ],
    });
    expect(agent.tools[1]).toMatchObject({
      formatter: 'shell',
      disableParallel: true,
      permissions: { allow: ['git *'], deny: ['rm *'] },
    });
    expect(agent.skills.map((skill) => skill.name)).toEqual(['a', 'b']);
    expect(skipped.map((skip) => skip.where)).toEqual(['main.yaml: tracers[0]', 'main.yaml: system_prompt']);
  });

  it('a research agent with hooks that NexAU itself lacks', async () => {
    const { agent, skipped } = await loadFiles(research, { environment });
    expect(agent.middlewares.map((middleware) => middleware.name)).toEqual(['logging', 'logging']);
    expect(agent.tools).toMatchObject([
      { description: 'Short.', skillDetails: 'D.' },
      { binding: { kind: 'builtin', name: 'write_todos' } },
    ]);
    expect(skipped).toEqual([]);
  });

  it('a builder with a compaction prompt of its own', async () => {
    const { agent } = await loadFiles(building, { environment });
    expect(agent.middlewares[0]?.params).toMatchObject({ summary_model: 's', compact_prompt: 'C' });
    expect(agent.stopTools).toEqual(['ask_user']);
  });

  it('a document reader in text mode, where Python runs', async () => {
    const { agent } = await loadFiles(reader, { environment, python: true });
    expect(agent).toMatchObject({
      toolCallMode: 'text',
      dialect: 'nexau-xml',
      globalStorage: { doc_chunk_size: 5000, agentic_doc_read_token_limit: 80000 },
      tools: [{ binding: { kind: 'python', module: 'nexdr.agents.doc_reader.tools', function: 'read_doc' } }],
    });
  });
});

it.each(Object.entries({ coding, research, building, reader }))(
  'the JSON Schemas take the files: %s',
  (_, files) => {
    for (const [path, text] of Object.entries(files).filter(([file]) => file.endsWith('.yaml'))) {
      const schema = text.includes('llm_config') ? agentFileJsonSchema() : toolFileJsonSchema();
      const result = z.fromJSONSchema(schema).safeParse(toPlain(parseYaml(text, path), path));
      expect([path, result.error?.issues]).toEqual([path, undefined]);
    }
  },
);

describe('cannot be what its file says', () => {
  it('a template whose tool files are absent: strict fails, lenient has no tools', async () => {
    const { 't.yaml': _, ...files } = building;
    await expect(loadFiles(files, { environment })).rejects.toMatchObject({ code: 'bundle_invalid' });
    const { agent, skipped } = await loadFiles(files, { environment, strict: false });
    expect(agent.tools).toEqual([]);
    expect(skipped.map((skip) => skip.where)).toEqual(['main.yaml: tools[0]', 'main.yaml: stop_tools']);
  });

  it("a plugin's sub-agent on its own: its values are not there", async () => {
    const files = { 'main.yaml': 'llm_config: {api_type: "${config.llm_api_type}"}' };
    await expect(loadFiles(files)).rejects.toMatchObject({ where: 'main.yaml: llm_config.api_type' });
  });

  it('Python where the host runs none', async () => {
    await expect(loadFiles(reader, { environment })).rejects.toMatchObject({
      where: 'main.yaml: tools[0].binding',
      message: expect.stringContaining('nexdr.agents.doc_reader.tools:read_doc'),
    });
  });

  it('middleware in Python', async () => {
    const lines =
      'llm_config: {}\nmiddlewares: [{import: "nexdr.agents.m:TodoAndContinueMiddleware", params: {a_path: none.md}}]';
    await expect(loadFiles({ 'main.yaml': lines })).rejects.toMatchObject({
      message: expect.stringContaining('nexdr.agents.m:TodoAndContinueMiddleware'),
    });
    const { skipped } = await loadFiles({ 'main.yaml': lines }, { strict: false });
    expect(skipped).toHaveLength(1);
  });
});

it('tells no value of the environment in an error', async () => {
  const files = { 'main.yaml': 'llm_config: {api_type: "${env.LLM_KEY}", temperature: "${env.LLM_KEY}"}' };
  const secret = { LLM_KEY: 'sk-secret-canary' };
  const error: unknown = await loadFiles(files, { environment: secret }).catch((thrown: unknown) => thrown);
  expect(error).toMatchObject({ code: 'config_invalid' });
  expect(JSON.stringify((error as { toFailure(): unknown }).toFailure())).not.toContain('canary');
});
