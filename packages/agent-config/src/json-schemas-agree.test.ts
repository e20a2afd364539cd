/** An editor and the loader must not disagree: each document is held against the JSON Schema and against the loader's own. */
import type { JsonSchema } from '@nex/core';
import { expect, it } from 'vitest';
import * as z from 'zod';
import { AgentFile } from './agent-file.ts';
import { withoutEmptyKeys } from './empty-keys.ts';
import { agentFileJsonSchema, pluginFileJsonSchema, toolFileJsonSchema } from './json-schemas.ts';
import { PluginFile } from './plugins/plugin-file.ts';
import { ToolFile } from './tool-file.ts';
import { parseYaml, toPlain } from './yaml-document.ts';

const AGENT = `type: agent
name: a
description: d
source_id: s
system_prompt: [p, {content: c, cache: false}]
system_prompt_type: string
system_prompt_suffix: s
llm_config: {model: m, base_url: "http://a", api_key: 1, api_type: gemini_rest, temperature: "0.5", top_p: 1, max_tokens: 5,
  timeout: 2, max_retries: 1, stream: true, additional_drop_params: [x], cache_control_ttl: 5m, tool_streaming: true, top_k: 3}
tools: [{name: t, yaml_path: t.yaml, binding: "a:b", lazy: true, as_skill: false, defer_loading: true, extra_kwargs: {a: 1}, source_id: s,
  permissions: {allow: [a], deny: [b]}}]
sub_agents: [{name: s, config_path: s.yaml, source_id: i}]
skills: [./a, {name: n, path: p, source_id: i}]
plugins: [{use: "path:./p", config: {a: 1}}]
stop_tools: [t]
mcp_servers:
- {name: m, type: stdio, command: c, args: [a, 1], env: {A: 1}, timeout: 3, disable_parallel: true, tools: [x], permissions: {allow: [a]}, tool_permissions: {t: {deny: [x]}}}
- {name: h, type: http, url: "http://a.example", headers: {A: b}, env: {}, timeout: "3.5"}
- {name: e, type: sse, url: "http://a.example"}
- {name: c, type: catalogue, source_id: i}
max_iterations: 3
max_context_tokens: "100"
tool_call_mode: xml
tool_call_dialect: hermes
output_schema: {type: object}
context: {a: 1}
initial_context: {a: 1}
variables: {a: 1}
global_storage: {a: 1}
initial_state: {a: 1}
initial_config: {a: 1}
retry_attempts: 2
retry_backoff_max_seconds: 3
timeout: 5
max_running_subagents: 2
sandbox_config: {type: local, image: i, work_dir: w, envs: {A: 1}, output_char_threshold: 5, status_after_run: stop, template: base}
middlewares: ["a:b", {import: "a:b", params: {c: 1}}]
before_model_hooks: ["a:b"]
tracers: [{import: "a:b"}]
token_counter: "a:b"
error_handler: {import: "a:b"}
`;
const TOOL = `type: tool
name: t
description: d
input_schema: {type: object, properties: {a: {type: string}}}
skill_description: s
disable_parallel: true
lazy: false
defer_loading: true
search_hint: h
template_override: o
binding: "a:b"
formatter: xml
builtin: true
`;
const PLUGIN = `type: plugin
name: p
version: 1.0
description: d
engines: {nexau: ">=0.4"}
config: {properties: {a: {type: integer, description: d, required: true, default: 1, enum: [1, 2]}}}
system_prompt_fragment: f
contributes:
  tools: [{name: t, yaml_path: t.yaml}]
  skills: [{name: s, path: p}]
  sub_agents: [{name: s, config_path: c}]
  middlewares: [{name: m, import: "a:b", params: {a: 1}}]
  mcp_servers: [{name: m, type: http, url: "http://a.example"}]
`;
/** What stands in the place of each value, one at a time; `undefined` leaves it out. */
const OTHERS: unknown[] = [undefined, null, '', '7', -1, 1.5, true, ['x'], { x: 1 }];

type Path = readonly (string | number)[];

it.each<[string, string, string[], JsonSchema, (value: unknown) => boolean]>([
  [
    'agent',
    AGENT,
    ['llm_config'],
    agentFileJsonSchema(),
    (value) => takes(AgentFile, withoutEmptyKeys(value, AgentFile, ['sandbox_config'])),
  ],
  ['tool', TOOL, ['name', 'description'], toolFileJsonSchema(), (value) => takes(ToolFile, value)],
  [
    'plugin',
    PLUGIN,
    ['name'],
    pluginFileJsonSchema(),
    (value) => takes(PluginFile, withoutEmptyKeys(value, PluginFile, ['contributes'])),
  ],
])(
  'the schema of the %s file takes exactly what the loader takes',
  (_, text, needed, json, loads) => {
    const schema = z.fromJSONSchema(json);
    const document = toPlain(parseYaml(text, 'a.yaml'), 'a.yaml');
    expect([loads(document), takes(schema, document)]).toEqual([true, true]);
    let refused = 0;
    const disagreed: string[] = [];
    for (const path of pathsOf(document)) {
      // The keys that must be there, and the one that is looked at: small documents are quick to check.
      const small = Object.fromEntries(
        Object.entries(document as object).filter(([key]) => key === path[0] || needed.includes(key)),
      );
      for (const other of OTHERS) {
        const changed = replaceAt(small, path, other);
        const loaded = loads(changed);
        if (!loaded) refused += 1;
        if (takes(schema, changed) === loaded) continue;
        disagreed.push(`${path.join('.')} = ${JSON.stringify(other)}: the loader says ${loaded}`);
      }
    }
    expect(disagreed).toEqual([]);
    expect(refused).toBeGreaterThan(50);
  },
  30_000,
);

function takes(schema: z.ZodType, value: unknown): boolean {
  return schema.safeParse(value).success;
}

/** Of every value below the root, and of a key that is none. */
function pathsOf(value: unknown, path: Path = []): Path[] {
  if (typeof value !== 'object' || value === null) return path.length === 0 ? [] : [path];
  const below = Object.entries(value).flatMap(([key, held]) =>
    pathsOf(held, [...path, Array.isArray(value) ? Number(key) : key]),
  );
  return [
    ...(path.length === 0 ? [] : [path]),
    ...below,
    ...(Array.isArray(value) ? [] : [[...path, 'unknwn']]),
  ];
}

function replaceAt(value: unknown, [key, ...rest]: Path, other: unknown): unknown {
  if (key === undefined) return other;
  if (Array.isArray(value)) {
    return value.flatMap((item, index) => {
      if (index !== key) return [item];
      const replaced = replaceAt(item, rest, other);
      return replaced === undefined ? [] : [replaced];
    });
  }
  const copy: Record<string, unknown> = { ...(value as object) };
  const replaced = replaceAt(copy[String(key)], rest, other);
  if (replaced === undefined) delete copy[String(key)];
  else copy[String(key)] = replaced;
  return copy;
}
