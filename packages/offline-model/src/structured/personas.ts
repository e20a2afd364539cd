/**
 * Task "personas": different people of the theme, in English and in Chinese apart. Any two of them differ in habit, need
 * or situation; parts that are written side by side take different places of one list.
 */

import type { JsonObject } from '../schema/json-schema.ts';
import { createDraw } from '../text/draw.ts';
import { numberAt, textAt } from './input.ts';
import { HABITS, NEEDS, SITUATIONS } from './persona-parts.ts';
import { themeOf } from './themes/index.ts';

/** Steps through all combinations in an order that looks drawn: it has no divisor in common with their number. */
const STRIDE = 2027;

/** Draws the personas. */
export function personas(input: JsonObject, seed: number): JsonObject {
  const description = textAt(input, 'description');
  const theme = themeOf(`${description} ${textAt(input, 'domain')}`);
  const count = Math.max(0, numberAt(input, 'count', 4));
  const first = numberAt(input, 'offset', 0);
  const all = HABITS.length * NEEDS.length * SITUATIONS.length;
  const start = createDraw(theme.name, description).between(0, all - 1);
  return {
    personas: Array.from({ length: count }, (_, at) => {
      const place = (start + (first + at) * STRIDE) % all;
      const [habit, habitZh] = HABITS[place % HABITS.length] ?? ['', ''];
      const [need, needZh] = NEEDS[Math.floor(place / HABITS.length) % NEEDS.length] ?? ['', ''];
      const [situation, situationZh] = SITUATIONS[Math.floor(place / (HABITS.length * NEEDS.length))] ?? [
        '',
        '',
      ];
      const draw = createDraw(seed, place, theme.name);
      const [role, roleZh] = draw.pick(theme.roles);
      const years = draw.between(2, 30);
      const isLong = draw.next() < 0.6;
      const experience = isLong ? ` with ${years} years of experience` : '';
      return {
        persona: `${/^[aeiou]/i.test(role) ? 'An' : 'A'} ${role}${experience} who ${habit}. ${situation} ${need}`,
        persona_chinese: `一位${isLong ? `有${years}年经验的` : ''}${roleZh}，${habitZh}。${situationZh}${needZh}`,
      };
    }),
  };
}
