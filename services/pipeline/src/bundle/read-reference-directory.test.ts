import { describe, expect, test } from 'vitest';
import { readBundle } from './read-bundle.ts';

const leaf = (id: string) => ({ id, en: `Label ${id}`, zh: `标签${id}` });
const TREE = {
  framework: 'pitlane-proof',
  tree: {
    ...leaf('root'),
    children: [
      { ...leaf('a'), children: [leaf('x'), leaf('y')] },
      { ...leaf('b'), children: [{ id: 'x', en: '', zh: '另一个' }] },
      leaf('short'),
    ],
  },
};
const FILES: Record<string, string> = {
  'problem_types.json': JSON.stringify(TREE),
  'config.json': JSON.stringify({
    description: 'Checks claims.',
    subagents: [{ name: 'claim_reader', description: 'Reads.', role: 'r', capabilities: [], tools: ['t'] }],
    tools: [{ name: 'extract_entities', description: 'Extracts entities. More.', capabilities: ['x'] }],
    metadata: { version: 1 },
  }),
  'persona.jsonl': [
    '{"persona":"An editor.","persona_chinese":"一位编辑。"}',
    '{"persona":"A writer.","pasta_chinese":"一位作家。"}',
    '{"persona":"An editor.","persona_chinese":"一位编辑。"}',
    '',
    '{broken',
    '{"persona":"A reader."}',
  ].join('\n'),
  'framework_config.yaml': [
    'framework: { name: PitLane Proof, description_en: Checks., description_zh: 检查。 }',
    'agents: [{ agent_name: claim_reader, description_en: Reads., tools: [extract_entities] }]',
    'tools: [{ tool_name: extract_entities, description: Extracts., config_path: null, binding: x }]',
  ].join('\n'),
};
const read = (changes: Record<string, string | undefined> = {}) =>
  readBundle(
    'sha256:1',
    Object.entries({ ...FILES, ...changes }).flatMap(([path, content]) =>
      content === undefined ? [] : [{ path, content }],
    ),
  );

describe('a framework directory of the reference', () => {
  test('is read, repaired, and says what was wrong with it', () => {
    const bundle = read();
    expect(bundle.framework).toMatchObject({ name: 'pitlane_proof', description: 'Checks claims.' });
    expect(bundle.capabilities).toEqual([
      { server: '', tool: 'extract_entities', description: 'Extracts entities. More.' },
    ]);
    expect([...bundle.identifiers].sort()).toEqual(['claim_reader', 'extract_entities', 'pitlane_proof']);
    expect(bundle.personas).toEqual([
      { persona: 'An editor.', persona_chinese: '一位编辑。' },
      { persona: 'A writer.', persona_chinese: '一位作家。' },
      { persona: 'A reader.', persona_chinese: '' },
    ]);
    expect(bundle.tree.children?.[1]?.children).toEqual([{ id: 'x_2', en: '另一个', zh: '另一个' }]);
    const warnings = bundle.warnings.join('\n');
    for (const part of [
      'the second node x is now x_2',
      'x_2 has no English label',
      'paths of less than 3 nodes end at short',
      'persona.jsonl:2: pasta_chinese is read as persona_chinese',
      'persona.jsonl:5 is not a JSON object',
      '1 personas occur more than once',
      'persona.jsonl:6 has no Chinese text',
      'framework_config.yaml',
    ]) {
      expect(warnings).toContain(part);
    }
  });

  test.each(['persona.jsonl', 'config.json', 'framework_config.yaml'])(
    'without %s it can be built from',
    (path) => {
      const bundle = read({ [path]: undefined });
      expect(bundle.personas.length).toBeGreaterThan(0);
      expect(bundle.warnings.join('\n')).toContain(`${path} is missing`);
    },
  );

  test('without a tree it cannot', () => {
    expect(() => read({ 'problem_types.json': '{"framework":"x"}' })).toThrow('holds no tree');
  });
});
