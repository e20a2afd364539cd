import { describe, expect, it } from 'vitest';
import { type Files, loadFiles, READ_TOOL } from './load-files.fixture.ts';

describe('errors when strict, left out when lenient', () => {
  const tool = (entry: string): string => `tools: [{yaml_path: tools/read.yaml, ${entry}}]`;
  const toolFile = (text: string): Files => ({ 'tools/read.yaml': `${READ_TOOL}${text}` });
  const bound = tool('binding: "builtin:read_file"');
  it.each<[string, string, Files, string, RegExp, RegExp]>([
    [
      'unknown built-in',
      tool('binding: "builtin:read_fil"'),
      {},
      'main.yaml: tools[0].binding',
      /"builtin:read_fil"/,
      /Did you mean "read_file"/,
    ],
    [
      'built-in to come',
      tool('binding: "nexau.archs.tool.builtin.web_tools:web_fetch"'),
      {},
      'main.yaml: tools[0].binding',
      /web_tools:web_fetch" means the built-in "web_fetch"/,
      /Known here: write_todos/,
    ],
    [
      'foreign binding',
      tool('binding: "os:system"'),
      {},
      'main.yaml: tools[0].binding',
      /"os:system" is not of a form/,
      /./,
    ],
    [
      'no binding',
      'tools: [{yaml_path: tools/read.yaml}]',
      {},
      'tools/read.yaml: binding',
      /no binding/,
      /builtin:read_file/,
    ],
    [
      'no tool file',
      'tools: [{yaml_path: x.yaml, binding: "builtin:read_file"}]',
      {},
      'main.yaml: tools[0].yaml_path',
      /no file "x.yaml"/,
      /relative/,
    ],
    [
      'tool path out',
      'tools: [{yaml_path: ../x.yaml, binding: "builtin:read_file"}]',
      {},
      'main.yaml: tools[0].yaml_path',
      /leads out/,
      /folder/,
    ],
    [
      'key of the tool file',
      bound,
      toolFile('descripton: x\n'),
      'tools/read.yaml: descripton',
      /not a key/,
      /Did you mean "description"/,
    ],
    [
      'schema not an object',
      bound,
      { 'tools/read.yaml': 'name: a\ndescription: b\ninput_schema: {type: string}' },
      'tools/read.yaml: input_schema',
      /type must be "object"/,
      /./,
    ],
    [
      'schema with a wrong type',
      bound,
      { 'tools/read.yaml': 'name: a\ndescription: b\ninput_schema: {properties: {x: {type: text}}}' },
      'tools/read.yaml: input_schema',
      /properties\.x\.type/,
      /./,
    ],
    [
      'reserved property',
      bound,
      { 'tools/read.yaml': 'name: a\ndescription: b\ninput_schema: {properties: {agent_state: {}}}' },
      'tools/read.yaml: input_schema',
      /reserved/,
      /./,
    ],
    [
      'tool permissions',
      tool('binding: "builtin:read_file", permissions: {deny: ["*"]}'),
      {},
      'main.yaml: tools[0].permissions',
      /not enforced/,
      /Remove/,
    ],
    [
      'fixed arguments',
      tool('binding: "builtin:read_file", extra_kwargs: {limit: 1}'),
      {},
      'main.yaml: tools[0].extra_kwargs',
      /not supported yet/,
      /Remove/,
    ],
    [
      'formatter',
      bound,
      toolFile('formatter: xml\n'),
      'tools/read.yaml: formatter',
      /"xml" is not supported/,
      /Remove/,
    ],
    [
      'sse',
      'mcp_servers: [{type: sse, name: a, url: "http://a"}]',
      {},
      'main.yaml: mcp_servers[0].type',
      /"sse" is not supported/,
      /type: http/,
    ],
    [
      'unknown server',
      'mcp_servers: [{type: catalogue, name: note}]',
      {},
      'main.yaml: mcp_servers[0].name',
      /no server "note"/,
      /Did you mean "notes"/,
    ],
    [
      'server permissions',
      'mcp_servers: [{type: http, name: a, url: "http://a", permissions: {allow: [x]}}]',
      {},
      'main.yaml: mcp_servers[0].permissions',
      /not enforced/,
      /"tools"/,
    ],
    [
      'sub-agent missing',
      'sub_agents: [{name: a, config_path: a.yaml}]',
      {},
      'main.yaml: sub_agents[0].config_path',
      /no file "a.yaml"/,
      /./,
    ],
    [
      'circle',
      'sub_agents: [{name: a, config_path: a.yaml}]',
      { 'a.yaml': 'llm_config: {}\nsub_agents: [{name: b, config_path: main.yaml}]' },
      'a.yaml: sub_agents[0].config_path',
      /main.yaml → a.yaml → main.yaml/,
      /below itself/,
    ],
    [
      'xml mode',
      'tool_call_mode: xml',
      {},
      'main.yaml: tool_call_mode',
      /XML are not supported yet/,
      /structured/,
    ],
    [
      'middleware',
      'middlewares: [{import: "a.b:ContextCompactionMiddleware", params: {threshold: 0.5}}]',
      {},
      'main.yaml: middlewares[0]',
      /"a\.b:ContextCompactionMiddleware" cannot run/,
      /Remove middlewares/,
    ],
    [
      'hook',
      'before_tool_hooks: ["a.b:guard"]',
      {},
      'main.yaml: before_tool_hooks[0]',
      /"a\.b:guard"/,
      /Remove/,
    ],
    [
      'skill',
      'skills: [./skills/x]',
      {},
      'main.yaml: skills[0]',
      /Skills are not supported/,
      /Remove skills/,
    ],
    ['plugin', 'plugins: [{use: "path:./p"}]', {}, 'main.yaml: plugins[0]', /"path:\.\/p"/, /Remove/],
    ['sandbox', 'sandbox_config: {type: local}', {}, 'main.yaml: sandbox_config', /Sandbox/, /Remove/],
    [
      'API type',
      'llm_config: {api_type: gemini_rest}',
      {},
      'main.yaml: llm_config.api_type',
      /"gemini_rest" is not supported/,
      /chat_completion/,
    ],
  ])('%s', async (_, lines, files, where, message, hint) => {
    const options = { catalogueServers: new Set(['notes']) };
    const all = {
      'tools/read.yaml': READ_TOOL,
      ...files,
      'main.yaml': lines.startsWith('llm_config') ? lines : `llm_config: {}\n${lines}`,
    };
    await expect(loadFiles(all, options)).rejects.toMatchObject({
      code: expect.stringMatching(/^(config|bundle)_invalid$/),
      where,
      message: expect.stringMatching(message),
      hint: expect.stringMatching(hint),
    });
    const { skipped } = await loadFiles(all, { ...options, strict: false });
    expect(skipped).toHaveLength(1);
    expect(skipped[0]?.reason).toMatch(message);
  });
});
