/** The skills of an agent: what LoadSkill tells of them, and their files in the workspace. */
import type { Skill } from '@nex/agent';
import type { AgentSpec } from '@nex/core';
import { placeFile, WORKSPACE_ALIAS } from '@nex/tools';

const FOLDER = '.skills';

export function skillsOf({ skills, tools }: AgentSpec): Skill[] {
  return [
    ...skills.map(({ name, description, body }) => ({
      name,
      description,
      details: body,
      folder: `${WORKSPACE_ALIAS}/${FOLDER}/${folderName(name)}`,
    })),
    ...tools.flatMap(({ name, description, skillDetails }) =>
      skillDetails === undefined ? [] : [{ name, description, details: skillDetails }],
    ),
  ];
}

/** Writes the files of every skill. Done twice, nothing changes. Throws `conflict` rather than follow a link out. */
export async function placeSkills({ skills }: AgentSpec, workspaceDirectory: string): Promise<void> {
  for (const { name, files } of skills) {
    for (const { path, content } of files) {
      await placeFile(workspaceDirectory, `${FOLDER}/${folderName(name)}/${path}`, content);
    }
  }
}

/** Names of skills are free text; folders are not. */
function folderName(name: string): string {
  return name.replaceAll(/[^\p{L}\p{N}._-]+/gu, '-').replace(/^\.+/, '') || 'skill';
}
