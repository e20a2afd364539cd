import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { directorySource } from '../directory-source.ts';
import { loadAgent } from '../load-agent.ts';
import { loadLines } from '../load-files.fixture.ts';
import { parseSkillText } from './front-matter.ts';

const SKILL =
  '\uFEFF---\r\nname: art\r\ndescription: Makes art.\r\nlicense: MIT\r\n---\r\n\r\n# Art\r\nDraw.\r\n';

it('holds the text and all files of the folder', async () => {
  const { agent, skipped } = await loadLines('skills: [./skills/art, {name: paint, path: skills/art/}]', {
    'skills/art/SKILL.md': SKILL,
    'skills/art/ref/a.md': 'A',
    'skills/artist/b.md': 'B',
  });
  const skill = {
    name: 'art',
    description: 'Makes art.',
    body: '# Art\nDraw.',
    files: [
      { path: 'SKILL.md', content: SKILL },
      { path: 'ref/a.md', content: 'A' },
    ],
  };
  expect(agent.skills).toEqual([skill, { ...skill, name: 'paint' }]);
  expect(skipped).toEqual([]);
});

it('refuses two skills of one name', async () => {
  const files = { 'a/SKILL.md': SKILL, 'b/SKILL.md': SKILL };
  await expect(loadLines('skills: [a, b]', files)).rejects.toMatchObject({
    where: 'main.yaml: skills[1]',
    message: expect.stringContaining('skill "art"'),
  });
});

it('bounds the size of a skill', async () => {
  const large = 'x'.repeat(1_900_000);
  const files = { 'a/SKILL.md': SKILL, 'a/1': large, 'a/2': large, 'a/3': large };
  await expect(loadLines('skills: [a]', files)).rejects.toMatchObject({ code: 'too_large' });
});

describe('front matter', () => {
  it.each([
    ['none', '# Art', /no front matter/],
    ['open', '---\nname: a\n', /no front matter/],
    ['no description', '---\nname: a\n---\n', /"description" is required/],
    ['empty name', '---\nname: " "\ndescription: b\n---\n', />=1/],
    ['broken', '---\nname: [\n---\n', /not valid YAML/],
  ])('refuses: %s', (_, text, message) => {
    expect(() => parseSkillText(text, 's/SKILL.md')).toThrow(
      expect.objectContaining({ code: 'config_invalid', message: expect.stringMatching(message) }),
    );
  });
});

describe('a folder of the host', () => {
  let base = '';
  beforeAll(async () => {
    base = await mkdtemp(join(tmpdir(), 'nex-skill-'));
    await mkdir(join(base, 'root', 'art', 'node_modules'), { recursive: true });
    await writeFile(join(base, 'root', 'main.yaml'), 'llm_config: {}\nskills: [art]');
    await writeFile(join(base, 'root', 'art', 'SKILL.md'), SKILL);
    await writeFile(join(base, 'root', 'art', 'font.ttf'), Buffer.from([0xff, 0xfe]));
    await writeFile(join(base, 'root', 'art', '.hidden'), 'x');
    await writeFile(join(base, 'root', 'art', 'node_modules', 'x'), 'x');
    await writeFile(join(base, 'secret'), 'secret');
    await symlink('../../secret', join(base, 'root', 'art', 'link'));
  });
  afterAll(() => rm(base, { recursive: true, force: true }));

  it('gives its text files alone, and nothing from outside', async () => {
    const { agent, skipped } = await loadAgent(directorySource(join(base, 'root')), 'main.yaml', {
      environment: {},
    });
    expect(agent.skills[0]?.files.map((file) => file.path)).toEqual(['SKILL.md']);
    expect(skipped).toEqual([
      {
        where: 'main.yaml: skills[0]',
        reason: 'A file of the skill is left out: "art/font.ttf" is not a text file in UTF-8.',
      },
    ]);
  });
});
