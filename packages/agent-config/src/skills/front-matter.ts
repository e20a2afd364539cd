/** SKILL.md: YAML between two lines of `---`, then text. A byte-order mark is accepted. */
import { NexError } from '@nex/core';
import * as z from 'zod';
import { parseShape } from '../parse-shape.ts';
import { parseYaml, toPlain } from '../yaml-document.ts';

/** Further keys (`license`, `allowed-tools`) are let be. */
const SkillHead = z.looseObject({
  name: z.string().trim().min(1).max(200),
  description: z.string().trim().min(1).max(20_000),
});

export interface SkillText {
  name: string;
  description: string;
  /** Without white space at either end. */
  body: string;
}

/** Throws `config_invalid`. */
export function parseSkillText(text: string, file: string): SkillText {
  const lines = text.replace(/^\uFEFF/, '').split(/\r?\n/);
  const end =
    lines[0]?.trim() === '---' ? lines.findIndex((line, at) => at > 0 && line.trim() === '---') : -1;
  if (end < 0) {
    throw new NexError('config_invalid', 'The skill has no front matter.', {
      where: file,
      hint: 'Start the file with name and description in YAML between two lines of ---.',
    });
  }
  const head = lines.slice(1, end).join('\n');
  const { name, description } = parseShape(SkillHead, toPlain(parseYaml(head, file), file), file);
  return {
    name,
    description,
    body: lines
      .slice(end + 1)
      .join('\n')
      .trim(),
  };
}
