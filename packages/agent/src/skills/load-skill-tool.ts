/** LoadSkill: the details of a skill, of which the model knows only name and purpose until it asks. */
import { errorOutcome, type JsonObject, type Tool, textOutcome } from '@nex/core';

export interface Skill {
  name: string;
  description: string;
  /** What LoadSkill answers with. */
  details: string;
  /** Where its files lie, as the model knows it; absent for a tool that is a skill. */
  folder?: string;
}

/** `undefined` without skills. */
export function createLoadSkillTool(skills: readonly Skill[]): Tool | undefined {
  if (skills.length === 0) return undefined;
  const byName = new Map(skills.map((skill) => [skill.name, skill]));
  const briefs = skills
    .map(
      ({ name, description }) =>
        `<SkillBrief>\nSkill Name: ${name}\nSkill Brief Description: ${description}\n</SkillBrief>`,
    )
    .join('\n');
  return {
    definition: {
      name: 'LoadSkill',
      description: `Loads the details of a skill: instructions, and where its files lie. Load a skill before you do what it is for.\n\n<Skills>\n${briefs}\n</Skills>`,
      inputSchema: {
        type: 'object',
        properties: { skill_name: { type: 'string', description: 'Name of the skill, exactly as listed.' } },
        required: ['skill_name'],
        additionalProperties: false,
      },
      origin: { kind: 'builtin' },
      repeatable: true,
      disableParallel: false,
    },
    check: checkArguments,
    async execute({ skill_name: given }) {
      const name = typeof given === 'string' ? given : '';
      const skill = byName.get(name);
      if (!skill) {
        return errorOutcome(
          'invalid_arguments',
          `Skill ${name} not found. Skills: ${[...byName.keys()].join(', ')}.`,
        );
      }
      return textOutcome(show(skill));
    },
  };
}

function show({ name, description, details, folder }: Skill): string {
  const place = folder === undefined ? '' : `Folder: ${folder}\n`;
  return `Found the skill details of ${name}.\n<SkillDetails>\nName: ${name}\nDescription: ${description}\n${place}\n${details}\n</SkillDetails>`;
}

function checkArguments({ skill_name: name, ...rest }: JsonObject): string | undefined {
  if (typeof name !== 'string' || name === '') return 'skill_name must be a text that is not empty.';
  const unknown = Object.keys(rest)[0];
  return unknown === undefined ? undefined : `${unknown} is not an argument of this tool.`;
}
