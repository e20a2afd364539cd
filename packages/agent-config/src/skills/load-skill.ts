/** A skill of an agent: a folder with a SKILL.md, and every text file below it. */
import { NexError, type SkillSpec } from '@nex/core';
import type { SkillEntry } from '../agent-file.ts';
import { readReferenced } from '../file-source.ts';
import type { Loading } from '../loading.ts';
import type { Placed } from '../placed.ts';
import { folderOf, resolvePath } from '../source-path.ts';
import { parseSkillText } from './front-matter.ts';

const SKILL_FILE = 'SKILL.md';
/** Over all files of one skill, in bytes of UTF-8. */
const MAX_SKILL_BYTES = 4 * 1024 * 1024;

/** A name in the entry wins over the one in SKILL.md. Files that are not text or too large are left out and told. */
export async function loadSkill(loading: Loading, placed: Placed<SkillEntry>): Promise<SkillSpec> {
  const { entry, file, where } = placed;
  const written = typeof entry === 'string' ? entry : entry.path;
  const at = typeof entry === 'string' ? where : `${where}.path`;
  const folder = resolvePath(folderOf(file), written, at);
  const root = folder === '' || folder.endsWith(':') ? folder : `${folder}/`;
  const main = await readReferenced(loading.source, `${root}${SKILL_FILE}`, at);
  const { name, description, body } = parseSkillText(main, `${root}${SKILL_FILE}`);
  const { files, leftOut } = await loading.once(`skill ${folder}`, () =>
    readFolder(loading, folder, root, at),
  );
  for (const reason of leftOut) loading.note(at, `A file of the skill is left out: ${reason}`);
  return {
    name: (typeof entry === 'string' ? undefined : entry.name) ?? name,
    description,
    body,
    files,
  };
}

interface SkillFolder {
  files: SkillSpec['files'];
  /** Why each of the other files is not among them. */
  leftOut: string[];
}

async function readFolder(
  { source }: Loading,
  folder: string,
  root: string,
  where: string,
): Promise<SkillFolder> {
  const files: SkillSpec['files'] = [];
  const leftOut: string[] = [];
  let bytes = 0;
  for (const path of await source.list(folder)) {
    const content = await source.read(path).catch((thrown: unknown) => {
      if (!(thrown instanceof NexError)) throw thrown;
      leftOut.push(thrown.message);
      return undefined;
    });
    if (content === undefined) continue;
    bytes += Buffer.byteLength(content);
    if (bytes > MAX_SKILL_BYTES) {
      throw new NexError('too_large', `The skill is larger than ${MAX_SKILL_BYTES} bytes.`, {
        where,
        hint: 'Keep large files out of the folder.',
      });
    }
    files.push({ path: path.slice(root.length), content });
  }
  return { files, leftOut };
}
