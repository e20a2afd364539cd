/** Bundles come from strangers: whatever they hold, loading ends, in an agent or in an error with a place in the file. */
import { NexError } from '@nex/core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { AgentFile } from './agent-file.ts';
import { type Files, loadFiles, READ_TOOL } from './load-files.fixture.ts';
import { PluginFile } from './plugins/plugin-file.ts';
import { ToolFile } from './tool-file.ts';

const NESTED = [
  'name',
  'path',
  'yaml_path',
  'config_path',
  'binding',
  'type',
  'url',
  'command',
  'import',
  'use',
];
const TEXTS = [
  'a',
  './t.yaml',
  'main.yaml',
  '../x',
  'path:.',
  'builtin:read_file',
  'stdio',
  'http',
  '${config.x}',
  '{{ a',
];
const leaf = fc.oneof(fc.constantFrom<unknown>(...TEXTS), fc.jsonValue({ maxDepth: 1 }));
const entry = fc.dictionary(fc.constantFrom(...NESTED), leaf, { maxKeys: 5 });
const value = fc.oneof(
  { arbitrary: fc.array(fc.oneof(entry, leaf), { maxLength: 3 }), weight: 2 },
  entry,
  leaf,
);
const fileOf = (shape: object) =>
  fc.dictionary(fc.constantFrom(...Object.keys(shape)), value, { maxKeys: 6 });

const files: fc.Arbitrary<Files> = fc
  .record({
    'main.yaml': fileOf(AgentFile.shape).map((keys): object => ({ ...keys, llm_config: {} })),
    't.yaml': fileOf(ToolFile.shape).map((keys): object => ({ name: 'a', description: 'b', ...keys })),
    'plugin.yaml': fileOf(PluginFile.shape).map((keys): object => ({ name: 'p', ...keys })),
  })
  .map((made) =>
    Object.fromEntries(Object.entries(made).map(([path, held]) => [path, JSON.stringify(held)])),
  );

describe.each([true, false])('strict: %s', (strict) => {
  it('gives an agent or a failure that tells where', async () => {
    let loaded = 0;
    await fc.assert(
      fc.asyncProperty(files, async (made) => {
        const result: unknown = await loadFiles(made, { strict }).catch((thrown: unknown) => thrown);
        if (result instanceof NexError) {
          expect(['config_invalid', 'bundle_invalid']).toContain(result.code);
          expect(result.where).toMatch(/yaml|\.\//);
        } else {
          expect(result).toHaveProperty('agent.name');
          loaded += 1;
        }
      }),
      { numRuns: 300, seed: 7 },
    );
    expect(loaded).toBeGreaterThan(0);
  });
});

it.each([
  ['a sub-agent that is the agent', 'sub_agents: [{name: a, config_path: main.yaml}]'],
  ['a plugin in the root with the agent as its sub-agent', 'plugins: [{use: "path:."}]'],
  ['a skill that is the whole bundle', 'skills: ["."]'],
])('ends: %s', async (_, lines) => {
  const made = {
    'main.yaml': `llm_config: {}\n${lines}`,
    'plugin.yaml': 'name: p\ncontributes: {sub_agents: [{name: a, config_path: main.yaml}]}',
    'SKILL.md': '---\nname: s\ndescription: d\n---\n',
    'tools/read.yaml': READ_TOOL,
  };
  const { agent } = await loadFiles(made, { strict: false });
  expect(agent.subAgents).toEqual([]);
});
