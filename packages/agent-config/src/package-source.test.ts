import { describe, expect, it } from 'vitest';
import { bundleSource } from './file-source.ts';
import { type Files, loadLines, READ_TOOL } from './load-files.fixture.ts';
import { folderOf, packagePathOf, resolvePath } from './source-path.ts';

const source = (files: Files) =>
  bundleSource(Object.entries(files).map(([path, content]) => ({ path, content })));
const packageRoots = {
  'research.tools': source({
    'schemas/read.yaml': READ_TOOL,
    'agents/sub.yaml':
      'llm_config: {}\nsystem_prompt: ../p.md\nsystem_prompt_type: file\ntools: [{yaml_path: "${this_file_dir}/../schemas/read.yaml", binding: "builtin:read_file"}]',
    'p.md': 'From the package.',
    'skills/a/SKILL.md': '---\nname: a\ndescription: b\n---\n',
    'skills/a/x.md': 'x',
    'bad.yaml': 'llm_config: {}\nsystem_prompt: ../p.md\nsystem_prompt_type: file',
    'code.ts': '',
  }),
  '@x/kit': source({ 'read.yaml': READ_TOOL }),
};

describe('paths', () => {
  it.each([
    ['a/b', 'c', 'a/b/c'],
    ['a/b', '../c', 'a/c'],
    ['a', '/c', 'c'],
    ['a', 'pkg.x:r/s', 'pkg.x:r/s'],
    ['a', 'pkg:pkg.x/r/../s', 'pkg.x:s'],
    ['a', 'pkg:@x/y/s', '@x/y:s'],
    ['a', '@x/y:s', '@x/y:s'],
    ['pkg.x:', 's', 'pkg.x:s'],
    ['pkg.x:r', '../s', 'pkg.x:s'],
    ['pkg.x:r', '/s', 'pkg.x:s'],
    ['@x/y:r', './s', '@x/y:r/s'],
  ])('%s + %s = %s', (folder, reference, path) => {
    expect(resolvePath(folder, reference)).toBe(path);
    expect(resolvePath(folderOf(path), path.slice(folderOf(path).length).replace(/^[/:]/, ''))).toBe(path);
  });

  it.each(['../x', 'pkg.x:../s', 'pkg:p/../../s', 'C:/x', 'http://x', 'a:b:c', 'a\\b', 'a\0b'])(
    'refuses %j',
    (path) => {
      expect(() => resolvePath('', path)).toThrow(expect.objectContaining({ code: 'config_invalid' }));
    },
  );

  it('cannot leave a package by a relative path', () => {
    expect(() => resolvePath('pkg.x:r', '../../s')).toThrow(/leads out/);
    expect(packagePathOf('a/b.yaml')).toBeUndefined();
  });
});

describe('files of packages', () => {
  it('are read from the roots of the host, with paths relative to them', async () => {
    const { agent, places } = await loadLines(
      `tools:
- {name: a, yaml_path: "research.tools:schemas/read.yaml", binding: "builtin:read_file"}
- {name: b, yaml_path: "pkg:@x/kit/read.yaml", binding: "builtin:read_file"}
skills: ["research.tools:skills/a"]
sub_agents: [{name: sub, config_path: "pkg:research.tools/agents/sub.yaml"}]`,
      {},
      { packageRoots },
    );
    expect(agent.tools.map((tool) => tool.name)).toEqual(['a', 'b']);
    expect(agent.skills[0]?.files.map((file) => file.path)).toEqual(['SKILL.md', 'x.md']);
    expect(agent.subAgents[0]?.agent).toMatchObject({
      systemPrompt: [{ text: 'From the package.' }],
      tools: [{ name: 'read_file' }],
    });
    expect(places[1]?.file).toBe('research.tools:agents/sub.yaml');
  });

  it.each([
    ['none:x.yaml', /no package "none"/],
    ['research.tools:none.yaml', /no file "research\.tools:none\.yaml"/],
    ['research.tools:../x.yaml', /leads out/],
    ['research.tools:bad.yaml', /leads out/],
    ['toString:x.yaml', /no package "toString"/],
  ])('refuses %s', async (path, message) => {
    const lines = `sub_agents: [{name: sub, config_path: "${path}"}]`;
    await expect(loadLines(lines, {}, { packageRoots })).rejects.toMatchObject({
      message: expect.stringMatching(message),
    });
  });

  it('hold no code that a binding could name', async () => {
    const lines = 'tools: [{yaml_path: tools/read.yaml, binding: "ts:research.tools:code.ts#x"}]';
    await expect(loadLines(lines, {}, { packageRoots })).rejects.toMatchObject({
      message: expect.stringContaining('must be in the bundle'),
    });
  });
});
