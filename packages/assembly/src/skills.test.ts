import { mkdtemp, readdir, readFile, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { AgentSpec } from '@nex/core';
import { expect, test } from 'vitest';
import { placeSkills } from './skills.ts';

const skill = (name: string, path: string) => ({
  name,
  description: '',
  body: '',
  files: [{ path, content: 'how to' }],
});
const agent = (...skills: ReturnType<typeof skill>[]) => ({ skills }) as unknown as AgentSpec;

test('skills are placed in folders of their own, also twice', async () => {
  const work = await mkdtemp(join(tmpdir(), 'nex-skills-'));
  try {
    for (let time = 0; time < 2; time += 1) await placeSkills(agent(skill('../My skill', 'a/b.md')), work);
    expect(await readFile(join(work, '.skills/-My-skill/a/b.md'), 'utf8')).toBe('how to');
  } finally {
    await rm(work, { recursive: true });
  }
});

test('a link that a command put in the place of the folder is not followed', async () => {
  const base = await mkdtemp(join(tmpdir(), 'nex-skills-'));
  try {
    const work = await mkdtemp(join(base, 'work-'));
    await symlink(base, join(work, '.skills'));
    await expect(placeSkills(agent(skill('s', 'x.md')), work)).rejects.toMatchObject({ code: 'conflict' });
    expect(await readdir(base)).toHaveLength(1);
  } finally {
    await rm(base, { recursive: true });
  }
});
