import { describe, expect, it } from 'vitest';
import { bundleSource } from './file-source.ts';
import { loadFramework, readFramework } from './load-framework.ts';

const FRAMEWORK = `type: framework
name: desk
title: Desk
description: Answers questions.
sentence: A desk that answers questions
language: en
domain: office
pattern: delegate
entry: main.yaml
agents:
  - {name: desk, file: main.yaml, parent: null}
  - {name: reader, file: agents/reader.yaml, parent: desk}
  - {name: checker, file: agents/checker.yaml, parent: reader}
provenance: {generator: "1", model: m, provider: p, offline_model: true, seed: 1, catalogue: core}
`;

const FILES: Record<string, string> = {
  'framework.yaml': FRAMEWORK,
  'main.yaml': 'name: desk\nllm_config: {}\nsub_agents: [{name: reader, config_path: agents/reader.yaml}]',
  'agents/reader.yaml': 'llm_config: {}\nsub_agents: [{name: checker, config_path: checker.yaml}]',
  'agents/checker.yaml': 'llm_config: {}',
};

const source = (changes: Record<string, string> = {}) =>
  bundleSource(Object.entries({ ...FILES, ...changes }).map(([path, content]) => ({ path, content })));
const options = { environment: {} };

describe('loadFramework', () => {
  it('gives the table of contents and the entry agent with all below it', async () => {
    const { framework, entry, skipped } = await loadFramework(source(), options);
    expect(framework).toMatchObject({ name: 'desk', entry: 'main.yaml' });
    expect(entry.subAgents[0]?.agent.subAgents[0]?.name).toBe('checker');
    expect(skipped).toEqual([]);
  });

  it('accepts one file below two parents when both are listed', async () => {
    const twice = FRAMEWORK.replace(
      'provenance:',
      '  - {name: checker, file: agents/checker.yaml, parent: desk}\nprovenance:',
    );
    const main = `${FILES['main.yaml']?.replace(']', '')}, {name: checker, config_path: agents/checker.yaml}]`;
    const { entry } = await loadFramework(source({ 'framework.yaml': twice, 'main.yaml': main }), options);
    expect(entry.subAgents).toHaveLength(2);
  });

  it.each<[string, Record<string, string>, object]>([
    [
      'an unknown key',
      { 'framework.yaml': `${FRAMEWORK}ttle: x\n` },
      { code: 'config_invalid', where: 'framework.yaml: ttle', hint: 'Did you mean "title"?' },
    ],
    [
      'a missing key',
      { 'framework.yaml': FRAMEWORK.replace('domain: office\n', '') },
      { code: 'config_invalid', where: 'framework.yaml: domain' },
    ],
    [
      'an entry that is not there',
      { 'framework.yaml': FRAMEWORK.replace('entry: main', 'entry: other') },
      { code: 'bundle_invalid', message: expect.stringContaining('other.yaml') },
    ],
    [
      'a parent that the files deny',
      { 'framework.yaml': FRAMEWORK.replace('parent: reader', 'parent: desk') },
      {
        code: 'bundle_invalid',
        where: 'framework.yaml: agents[2]',
        hint: expect.stringContaining('below "reader"'),
      },
    ],
    [
      'another name for the entry',
      { 'main.yaml': FILES['main.yaml']?.replace('name: desk', 'name: dusk') ?? '' },
      { code: 'bundle_invalid', where: 'framework.yaml: agents[0]' },
    ],
    [
      'an agent that nobody calls',
      { 'agents/reader.yaml': 'llm_config: {}' },
      {
        code: 'bundle_invalid',
        where: 'framework.yaml: agents[2]',
        hint: expect.stringContaining('sub_agents'),
      },
    ],
    [
      'an agent that is not listed',
      { 'framework.yaml': FRAMEWORK.replace(/ {2}- \{name: checker.*\n/, '') },
      {
        code: 'bundle_invalid',
        where: 'framework.yaml: agents',
        message: expect.stringContaining('"checker"'),
      },
    ],
    [
      'a broken agent file',
      { 'agents/checker.yaml': 'llm_config: {}\nnmae: x' },
      { code: 'config_invalid', where: 'agents/checker.yaml: nmae' },
    ],
  ])('refuses %s', async (_, changes, expected) => {
    await expect(loadFramework(source(changes), options)).rejects.toMatchObject(expected);
  });
});

it('readFramework tells that there is no table of contents', async () => {
  await expect(readFramework(bundleSource([]))).rejects.toMatchObject({
    code: 'bundle_invalid',
    where: 'framework.yaml',
  });
});
