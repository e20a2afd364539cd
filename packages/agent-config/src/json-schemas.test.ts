import type { JsonSchema } from '@nex/core';
import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import {
  agentFileJsonSchema,
  frameworkFileJsonSchema,
  pluginFileJsonSchema,
  schemaFiles,
  toolFileJsonSchema,
} from './json-schemas.ts';
import { parseYaml, toPlain } from './yaml-document.ts';

const accepts = (schema: JsonSchema, text: string): boolean =>
  z.fromJSONSchema(schema).safeParse(toPlain(parseYaml(text, 'a.yaml'), 'a.yaml')).success;

describe.each<[string, () => JsonSchema, string[], string[]]>([
  [
    'agent',
    agentFileJsonSchema,
    [
      'llm_config: {}',
      'llm_config: {max_tokens: "${env.N}", stream: "${env.S}", api_type: "${env.T}", top_k: 5}\nmax_iterations: "${variables.n}"\nvariables: {n: 3}',
      'llm_config: {}\nsystem_prompt: [a, {content: b, cache: false}]\ntools: [{yaml_path: a, permissions: {deny: [b]}}]\nskills: [a, {path: b}]',
      'llm_config: {}\nmcp_servers: [{type: sse, name: a, url: "${env.URL}"}]\nmiddlewares: ["a:b", {import: "a:b", params: {c: 1}}]',
      'llm_config: {}\nsandbox_config: {type: e2b}\ntool_call_dialect: hermes\noutput_schema: {type: object}',
    ],
    [
      'llm_config: {}\ntols: []',
      'name: a',
      'llm_config: {}\nmax_iterations: many',
      'llm_config: {api_type: soap}',
    ],
  ],
  ['tool', toolFileJsonSchema, ['name: a\ndescription: b'], ['name: a', 'name: a b\ndescription: c']],
  [
    'plugin',
    pluginFileJsonSchema,
    [
      'name: a',
      'name: a\ncontributes: {mcp_servers: [{name: m, type: http, url: "${config.url}", timeout: "${config.t}"}]}',
    ],
    ['contributes: {}', 'name: a\ncontributes: {tracers: []}'],
  ],
  ['framework', frameworkFileJsonSchema, [], ['type: framework']],
])('JSON Schema of the %s file', (_, make, good, bad) => {
  it('is plain JSON, closed, and accepts what the loader accepts', () => {
    const schema = make();
    expect(JSON.parse(JSON.stringify(schema))).toEqual(schema);
    expect(schema).toMatchObject({ type: 'object', additionalProperties: false });
    for (const text of good) expect([text, accepts(schema, text)]).toEqual([text, true]);
    for (const text of bad) expect([text, accepts(schema, text)]).toEqual([text, false]);
  });
});

it('tells editors what keys mean, their defaults and their words', () => {
  expect(agentFileJsonSchema()).toMatchObject({
    properties: {
      tool_call_mode: {
        default: 'structured',
        description: expect.stringContaining('calls are text'),
        anyOf: [
          { type: 'string', enum: ['structured', 'xml', 'openai', 'anthropic'] },
          { pattern: expect.any(String) },
          { type: 'null' },
        ],
      },
    },
  });
});

it('publishes one file for each kind', () => {
  expect(Object.keys(schemaFiles())).toEqual([
    'agent.schema.json',
    'tool.schema.json',
    'plugin.schema.json',
    'framework.schema.json',
  ]);
});
