/** What is written for the reference is valid by its schema, lints clean, and reads back as what it was. */
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { buildBundle } from '../fixtures/build-bundle.fixture.ts';
import { CATALOGUE } from '../fixtures/catalogue.fixture.ts';
import { GOOD_BUNDLES } from '../fixtures/good-bundles.fixture.ts';
import { GOOD_REFERENCE } from '../fixtures/good-reference.fixture.ts';
import { lintFramework } from '../lint/lint-framework.ts';
import type { FrameworkModel } from '../model/model.ts';
import { readFramework } from '../read/read-framework.ts';
import { ReferenceConfig } from '../read/reference-schema.ts';
import { toMermaid } from './mermaid.ts';
import { writeReference } from './write-reference.ts';

const configOf = (files: readonly { path: string; content: string }[]): unknown =>
  parse(files.find((file) => file.path === 'framework_config.yaml')?.content ?? '');
const edgesOf = (model: FrameworkModel) => model.edges.map(({ from, to }) => [from, to]);

test.each(Object.entries(GOOD_BUNDLES))('%s goes out and comes back', async (_, bundle) => {
  const model = readFramework(bundle);
  const files = writeReference(model, { catalogue: CATALOGUE });
  expect(ReferenceConfig.safeParse(configOf(files)).error).toBeUndefined();
  const back = readFramework(files);
  expect(back.agents.map((agent) => agent.name)).toEqual(model.agents.map((agent) => agent.name));
  expect(back.agents.map((agent) => agent.prompt?.text.trim())).toEqual(
    model.agents.map((agent) => agent.prompt?.text.trim()),
  );
  expect(edgesOf(back)).toEqual(edgesOf(model));
  expect(back.entry?.name).toBe(model.entry?.name);
  expect(back.personas.map((item) => item.persona)).toEqual(model.personas.map((item) => item.persona));
  expect(back.tree).toEqual(model.tree);
  const errors = (await lintFramework(files)).filter((finding) => finding.severity === 'error');
  expect(errors).toEqual([]);
});

test('the own form of the reference comes back the same', () => {
  const model = readFramework(GOOD_REFERENCE);
  const back = readFramework(writeReference(model));
  expect(back.agents.map((agent) => [agent.name, agent.tools.map((use) => use.name)])).toEqual(
    model.agents.map((agent) => [agent.name, agent.tools.map((use) => use.name)]),
  );
  expect(back.tools.map(({ name, binding, inputSchema }) => ({ name, binding, inputSchema }))).toEqual(
    model.tools.map(({ name, binding, inputSchema }) => ({ name, binding, inputSchema })),
  );
});

const name = fc.stringMatching(/^[a-z][a-z0-9]{0,9}$/);
const prose = fc.string({ minLength: 1, maxLength: 60, unit: 'grapheme' }).map((text) => `P ${text}`);
const framework = fc
  .record({
    names: fc.uniqueArray(name, { minLength: 1, maxLength: 8 }),
    parents: fc.array(fc.nat(), { minLength: 8, maxLength: 8 }),
    prompts: fc.array(prose, { minLength: 8, maxLength: 8 }),
    picks: fc.array(fc.subarray(['calc/math', 'calc/date', 'memory/search_nodes']), {
      minLength: 8,
      maxLength: 8,
    }),
    description: prose,
  })
  .map(({ names, parents, prompts, picks, description }) =>
    buildBundle({
      name: 'any',
      pattern: 'hierarchical_orchestrator',
      language: 'en',
      description,
      agents: names.map((agent, index) => ({
        name: agent,
        ...(index === 0 ? {} : { parent: names[(parents[index] ?? 0) % index] ?? '' }),
        prompt: prompts[index] ?? '',
        picks: picks[index] ?? [],
      })),
    }),
  );

test('reading what was written keeps agents, tools and edges', () => {
  fc.assert(
    fc.property(framework, (bundle) => {
      const model = readFramework(bundle);
      const files = writeReference(model, { catalogue: CATALOGUE });
      expect(ReferenceConfig.safeParse(configOf(files)).success).toBe(true);
      const back = readFramework(files);
      expect(back.faults).toEqual([]);
      expect(edgesOf(back)).toEqual(edgesOf(model));
      expect(back.agents.map((agent) => [agent.name, agent.tools.map((use) => use.name).sort()])).toEqual(
        model.agents.map((agent) => [
          agent.name,
          agent.servers.flatMap((s) => (s.tools ?? []).map((tool) => `${s.name}__${tool.name}`)).sort(),
        ]),
      );
    }),
    { numRuns: 12 },
  );
});

test('a Mermaid graph draws every agent and edge', () => {
  const model = readFramework(GOOD_BUNDLES['phased_pipeline'] ?? []);
  const text = toMermaid(model);
  expect(text).toContain('flowchart TD\n  a0(["audit-lead"])');
  expect(text.match(/ --> /g)).toHaveLength(model.edges.length);
  expect(text).toContain('{{"2. check if file-reader.rows is present"}}');
  expect(text).toContain('[("filesystem")]');
});
