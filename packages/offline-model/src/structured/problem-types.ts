/**
 * Tasks "problem_areas" and "problem_area": a tree of problems people have, first its areas, then each area, with
 * leaves taken from what the capabilities allow.
 */

import type { JsonObject } from '../schema/json-schema.ts';
import { plain } from '../text/plain.ts';
import { capital, shorten, slug } from '../text/tokens.ts';
import { numberAt, objectAt, textAt, textsAt } from './input.ts';
import { AREAS } from './problem-areas.ts';
import { FAMILIES } from './query/index.ts';
import { themeOf } from './themes/index.ts';
import type { Bilingual } from './themes/theme.ts';

const SITUATIONS: Bilingual[] = [
  ['for today', '（当天）'],
  ['for a new plan', '（新计划）'],
  ['to check earlier work', '（核对以前的工作）'],
  ['for someone else', '（为他人）'],
  ['after a change of plans', '（计划有变之后）'],
  ['before a meeting', '（会议之前）'],
  ['for the month’s report', '（月度报告）'],
  ['with several options to compare', '（比较几种方案）'],
];

function leafFor(capability: string, at: number): JsonObject {
  const first = shorten(capability.split(/[.\n]/)[0] ?? capability, 90);
  return {
    id: `other-${at + 1}-${slug(first, 24) || 'work'}`,
    en: `Getting help with this: ${first.charAt(0).toLowerCase()}${first.slice(1)}`,
    zh: `其他能力所能解决的问题（${at + 1}）`,
  };
}

function scope(input: JsonObject) {
  const capabilities = textsAt(input, 'capabilities');
  const theme = themeOf(
    `${textAt(input, 'description')} ${textAt(input, 'domain')} ${textsAt(input, 'goals').join(' ')}`,
  );
  const allowed = new Set(
    FAMILIES.filter(
      ({ allowed: words, suits }) =>
        capabilities.some((one) => words.test(one)) && (!suits || suits.includes(theme.short)),
    ).map(({ name }) => name),
  );
  const areas = AREAS.map((area) => ({
    ...area,
    types: area.types.filter(({ families }) => families.some((name) => allowed.has(name))),
  })).filter(({ types }) => types.length > 0);
  return { capabilities, theme, areas };
}

/** Names the areas. */
export function problemAreas(input: JsonObject): JsonObject {
  const { theme, areas } = scope(input);
  const named = areas.map(({ id, label }) => ({ id, en: label[0], zh: label[1] }));
  return {
    root: { id: 'root', en: `${capital(theme.name)} problems`, zh: `${theme.zh}问题` },
    areas: named.length > 0 ? named : [{ id: 'other', en: 'Other work', zh: '其他工作' }],
  };
}

/** Grows one area, with kinds of its own below each type until there are enough leaves. */
export function problemArea(input: JsonObject): JsonObject {
  const { capabilities, theme, areas } = scope(input);
  const id = textAt(objectAt(input, 'area'), 'id');
  const least = Math.max(1, numberAt(input, 'min_leaves', 2));
  const area = areas.find((one) => one.id === id);
  const others = capabilities.slice(0, 30).map(leafFor);
  const types: JsonObject[] = area
    ? area.types.map((one) => ({ id: `${id}-${one.id}`, en: one.label[0], zh: one.label[1] }))
    : others.length > 0
      ? others
      : [{ id: 'other-1', en: `Answering questions about ${theme.name}`, zh: `解答${theme.zh}问题` }];
  return {
    children:
      types.length >= least ? types : types.map((type) => deepened(type, Math.ceil(least / types.length))),
  };
}

/** Gives a type kinds of its own. */
function deepened(type: JsonObject, kinds: number): JsonObject {
  const children = Array.from({ length: kinds }, (_, at) => {
    const situation = SITUATIONS[at % SITUATIONS.length] ?? ['', ''];
    const round = at >= SITUATIONS.length ? ` ${Math.floor(at / SITUATIONS.length) + 1}` : '';
    return {
      id: `${plain(type.id)}-${at + 1}`,
      en: `${plain(type.en)} ${situation[0]}${round}`,
      zh: `${plain(type.zh)}${situation[1]}${round}`,
    };
  });
  return { ...type, children };
}
