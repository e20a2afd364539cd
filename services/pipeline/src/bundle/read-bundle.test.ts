import { NexError } from '@nex/core';
import { describe, expect, test } from 'vitest';
import { frameworkFiles } from '../../test/support/framework.ts';
import { readBundle } from './read-bundle.ts';
import { describeCapabilities } from './read-capabilities.ts';

const changed = (path: string, content: string | undefined) =>
  frameworkFiles().flatMap((file) => {
    if (file.path !== path) return [file];
    return content === undefined ? [] : [{ path, content }];
  });

describe('a bundle', () => {
  test('gives tree, personas, capabilities and the names that no query may give away', () => {
    const bundle = readBundle('sha256:1', frameworkFiles());
    expect(bundle.personas).toHaveLength(12);
    expect(bundle.tree.children).toHaveLength(4);
    expect(bundle.warnings).toEqual([]);
    expect([...bundle.identifiers].sort()).toEqual([
      'diary_keeper',
      'garden_lead',
      'garden_planner',
      'write_entry',
      'write_todos',
    ]);
  });

  test.each([
    ['framework.yaml', undefined, 'is missing'],
    ['framework.yaml', '{', 'is not YAML'],
    ['framework.yaml', 'type: agent', 'breaks its form'],
    ['problem_types.json', '[', 'is not JSON'],
    ['problem_types.json', '{"framework":"x"}', 'breaks its form'],
    ['personas.jsonl', '\n\n', 'holds no persona'],
    ['personas.jsonl', '{"persona":""}', 'breaks its form'],
  ])('%s with %j: %s', (path, content, what) => {
    const read = () => readBundle('sha256:1', changed(path, content));
    expect(read).toThrow(NexError);
    expect(read).toThrow(what);
  });

  test.each([[undefined], ['nonsense'], ['{"capabilities":[{}]}']])(
    'capabilities.json %j is a warning',
    (content) => {
      const bundle = readBundle('sha256:1', changed('capabilities.json', content));
      expect(bundle.capabilities).toEqual([]);
      expect(bundle.warnings).toHaveLength(1);
    },
  );

  test('an agent file that cannot be read names nothing', () => {
    const { identifiers } = readBundle('sha256:1', changed('agents/garden_lead.yaml', ': ['));
    expect(identifiers).not.toContain('write_todos');
  });
});

test('capabilities are first sentences, each once, without names of tools', () => {
  const capability = (tool: string, description: string) => ({ server: 's', tool, description });
  expect(
    describeCapabilities([
      capability('write_entry', 'Writes an entry. Keeps the date.'),
      capability('copy_entry', 'Writes an entry.'),
      capability('read_entry', 'Like write_entry, the other way round.'),
      capability('list', '列出条目。按日期排序。'),
      capability('none', '  '),
    ]),
  ).toEqual(['Writes an entry.', '列出条目。']);
});
