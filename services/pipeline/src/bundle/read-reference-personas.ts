/** The personas of a framework directory, under the keys that such files were seen with. */
import type { Persona } from '@nex/core';
import * as z from 'zod';
import type { BundleFileText } from './build-bundle.ts';

const FILE = 'persona.jsonl';
const Line = z.record(z.string(), z.unknown());
const ENGLISH = ['persona', 'persona_en'];
const CHINESE = ['persona_chinese', 'persona_zh', 'pasta_chinese'];

/** Never empty: without a readable line there is one neutral person. Each text once. */
export function readReferencePersonas(files: readonly BundleFileText[], warnings: string[]): Persona[] {
  const content = files.find(({ path }) => path === FILE)?.content;
  const personas = new Map<string, Persona>();
  let doubled = 0;
  for (const [index, line] of (content ?? '').split('\n').entries()) {
    if (line.trim() === '') continue;
    const persona = readLine(line, `${FILE}:${index + 1}`, warnings);
    if (!persona) continue;
    if (personas.has(persona.persona)) doubled += 1;
    else personas.set(persona.persona, persona);
  }
  if (doubled > 0) warnings.push(`${FILE}: ${doubled} personas occur more than once; each counts once.`);
  if (personas.size > 0) return [...personas.values()];
  warnings.push(
    `${FILE} ${content === undefined ? 'is missing' : 'holds no persona'}: queries are those of one neutral person.`,
  );
  return [{ persona: 'A person with a problem of this kind.', persona_chinese: '一位遇到此类问题的用户。' }];
}

function readLine(line: string, where: string, warnings: string[]): Persona | undefined {
  let value: unknown;
  try {
    value = JSON.parse(line.replace(/^\uFEFF/, ''));
  } catch {
    value = undefined;
  }
  const parsed = Line.safeParse(value);
  if (!parsed.success) {
    warnings.push(`${where} is not a JSON object: it is left out.`);
    return undefined;
  }
  const [persona] = textAt(parsed.data, ENGLISH);
  const [chinese = '', key] = textAt(parsed.data, CHINESE);
  if (persona === undefined) {
    warnings.push(`${where} has no persona: it is left out.`);
    return undefined;
  }
  if (chinese === '') warnings.push(`${where} has no Chinese text: it takes no part in Chinese queries.`);
  else if (key !== CHINESE[0]) warnings.push(`${where}: ${key ?? ''} is read as persona_chinese.`);
  return { persona, persona_chinese: chinese };
}

function textAt(map: Record<string, unknown>, keys: readonly string[]): [text?: string, key?: string] {
  for (const key of keys) {
    const text = map[key];
    if (typeof text === 'string' && text.trim() !== '') return [text, key];
  }
  return [];
}
