import { textOf } from '@nex/core';
import { expect, test } from 'vitest';
import { createLoadSkillTool } from './load-skill-tool.ts';

const made = createLoadSkillTool([
  { name: 'pdf', description: 'Reads PDFs.', details: 'Use pdftotext.', folder: '.skills/pdf' },
  { name: 'Plot', description: 'Draws.', details: 'Call Plot.' },
]);
const load = async (skill_name: string) =>
  made?.execute({ skill_name }, { signal: new AbortController().signal, callId: 'c' });

test('is there only with skills', () => {
  expect(createLoadSkillTool([])).toBeUndefined();
});

test('lists what there is, briefly', () => {
  expect(made?.definition.name).toBe('LoadSkill');
  expect(made?.definition.description).toContain(
    '<Skills>\n<SkillBrief>\nSkill Name: pdf\nSkill Brief Description: Reads PDFs.\n</SkillBrief>\n<SkillBrief>\nSkill Name: Plot',
  );
  expect(made?.definition.description).not.toContain('pdftotext');
});

test('gives the details, and where the files lie', async () => {
  const text = textOf((await load('pdf')) ?? { content: [] });
  expect(text).toMatch(/^Found the skill details of pdf\.\n<SkillDetails>\n/);
  expect(text).toContain('Folder: .skills/pdf\n');
  expect(text).toContain('\nUse pdftotext.\n</SkillDetails>');
  expect(textOf((await load('Plot')) ?? { content: [] })).not.toContain('Folder');
});

test('names the skills there are when there is no such one', async () => {
  const outcome = await load('none');
  expect(outcome).toMatchObject({ isError: true, errorKind: 'invalid_arguments' });
  expect(textOf(outcome ?? { content: [] })).toBe('Skill none not found. Skills: pdf, Plot.');
});

test.each([
  [{ skill_name: 'x' }, 'valid'],
  [{ skill_name: '' }, 'skill_name must'],
  [{}, 'skill_name must'],
  [{ skill_name: 'x', more: 1 }, 'more is not an argument'],
])('checks %j', (args, text) => {
  expect(made?.check(args) ?? 'valid').toContain(text);
});
