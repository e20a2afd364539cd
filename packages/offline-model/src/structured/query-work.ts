/**
 * The tasks around "query": one more kind of problem, whether a persona suits, all three levels at once, a vaguer
 * wording, and a judgement, which knows nothing and lets everything pass.
 */
import type { JsonObject } from '../schema/json-schema.ts';
import { createDraw } from '../text/draw.ts';
import { objectAt, objectsAt, textAt, textsAt } from './input.ts';
import { query } from './query/index.ts';

const KINDS: readonly [en: string, zh: string][] = [
  ['checks before a deadline', '截止前核对'],
  ['comparison of several offers', '多方案比较'],
  ['corrections after a mistake', '出错后的更正'],
  ['handover to a colleague', '同事交接'],
  ['planning of a whole season', '全季规划'],
  ['preparation of a meeting', '会议准备'],
  ['questions of a beginner', '新手提问'],
  ['records of past work', '历史记录整理'],
  ['splitting of shared costs', '费用分摊'],
  ['summary for an outsider', '对外摘要'],
  ['unusual quantities', '非常规数量'],
  ['work across time zones', '跨时区协作'],
];

/** A kind that the siblings do not have; of the parent's own name, so that it differs between places of the tree. */
export function problemTypeExpansion(input: JsonObject, seed: number): JsonObject {
  const parent = objectAt(input, 'parent');
  const known = [
    ...objectsAt(input, 'siblings').map((sibling) => textAt(sibling, 'en')),
    ...textsAt(input, 'refused'),
  ].join('\n');
  const draw = createDraw(seed, textAt(parent, 'en'), known);
  const free = KINDS.filter(([en]) => !known.includes(en));
  const [en, zh] = draw.pick(free.length > 0 ? free : KINDS);
  return { en: `${textAt(parent, 'en')}: ${en}`.slice(-80), zh: `${textAt(parent, 'zh')}${zh}`.slice(-40) };
}

/** Everybody may have any problem. */
export function personaFit(): JsonObject {
  return { suitable: true, persona: '' };
}

export function queryLevels(input: JsonObject, seed: number): JsonObject {
  const level = (difficulty: string) => textAt(query({ ...input, difficulty }, seed), 'query');
  return { easy: level('easy'), medium: level('medium'), hard: level('hard') };
}

/** Courtesies and the way of asking go; every fact stays. */
export function fuzzyQuery(input: JsonObject): JsonObject {
  const text = textAt(input, 'query');
  const fuzzy = text
    .replaceAll(/\b(?:please|could you|can you|then|next|finally|after that|first),?\s+/gi, '')
    .replaceAll(/\s*(?:thanks!|thank you(?: in advance)?\.|谢谢！|多谢。|先谢谢了。)\s*$/gi, '')
    .replaceAll(/(?<=^|[。，；\n先后再])请(?=\S)/gu, '')
    .trim();
  return { analysis: 'The order of the steps is left unsaid.', fuzzy_query: fuzzy };
}

/** A file of background, whatever the request is about. */
export function queryFiles(input: JsonObject): JsonObject {
  const text = textAt(input, 'query');
  const persona = textAt(input, 'persona');
  const isChinese = textAt(input, 'language') === 'zh';
  const path = 'notes/background.md';
  return {
    needs_files: true,
    reason: 'The background of the request is easier to read on its own.',
    files: [{ path, content: isChinese ? `# 背景\n\n${persona}\n` : `# Background\n\n${persona}\n` }],
    query_with_files: isChinese ? `${text} 背景在 ${path} 中。` : `${text} The background is in ${path}.`,
  };
}

export function queryReview(): JsonObject {
  const ok = { ok: true, why: '' };
  return { answerable: ok, realistic: ok, verifiable: ok, stable: ok };
}

/** No address is known here. */
export function urlRepair(input: JsonObject): JsonObject {
  const url = textAt(input, 'url');
  const text = textAt(input, 'query');
  return {
    candidates: [],
    query_without: url === '' ? text : text.replaceAll(url, '').replaceAll(/ {2,}/g, ' '),
  };
}
