/**
 * Task "personas": different people of the theme, in English and in Chinese apart.
 */

import type { JsonObject } from '../schema/json-schema.ts';
import { createDraw } from '../text/draw.ts';
import { plain } from '../text/plain.ts';
import { numberAt, textAt } from './input.ts';
import { themeOf } from './themes/index.ts';
import type { Bilingual } from './themes/theme.ts';

const HABITS: Bilingual[] = [
  ['who plans the week every Sunday evening', '每周日晚上安排下一周的工作'],
  ['who likes to check every figure twice', '习惯把每个数字核对两遍'],
  ['who works with partners in several countries', '与多个国家的伙伴合作'],
  ['who has to report to a small board every month', '每月要向小型董事会汇报'],
  ['who took over the job only recently', '刚刚接手这份工作'],
  ['who keeps short written notes of everything', '事事都留下简短的书面记录'],
  ['who trains two new colleagues', '正在带两位新同事'],
  ['who has little time between appointments', '在各种安排之间时间很紧'],
  ['who prefers clear answers to long explanations', '喜欢清楚的答案而不是长篇解释'],
  ['who looks after a tight budget', '负责管理一笔紧张的预算'],
  ['who coordinates a team of volunteers', '协调一支志愿者团队'],
  ['who works from home three days a week', '每周有三天在家办公'],
];

const NEEDS: Bilingual[] = [
  ['Needs dependable numbers before ordering anything.', '下单之前需要可靠的数字。'],
  ['Wants dates and deadlines to be beyond doubt.', '希望日期和期限准确无误。'],
  ['Values answers that can be passed on unchanged.', '看重可以直接转发的答案。'],
  ['Often asks for several things at once.', '经常一次提出好几件事。'],
  ['Wants results kept where they can be found again.', '希望结果保存在容易找到的地方。'],
  ['Speaks plainly and expects the same.', '说话直接，也希望得到直接的回答。'],
  ['Prepares well ahead and dislikes surprises.', '提前做好准备，不喜欢意外。'],
];

/** Draws the personas. */
export function personas(input: JsonObject, seed: number): JsonObject {
  const theme = themeOf(`${textAt(input, 'description')} ${textAt(input, 'domain')}`);
  const count = Math.max(0, numberAt(input, 'count', 4));
  const draw = createDraw(seed, plain(input.seed), theme.name, textAt(input, 'description'));
  const seen = new Set<string>();
  const found: { persona: string; persona_chinese: string }[] = [];
  for (let turn = 0; found.length < count; turn += 1) {
    const [role, roleZh] = draw.pick(theme.roles);
    const [habit, habitZh] = draw.pick(HABITS);
    const [need, needZh] = draw.pick(NEEDS);
    const years = draw.between(2, 30);
    const long = turn > count || draw.next() < 0.6;
    const experience = long ? ` with ${years} years of experience` : '';
    const persona = `${/^[aeiou]/i.test(role) ? 'An' : 'A'} ${role}${experience} ${habit}. ${need}`;
    const chinese = `一位${long ? `有${years}年经验的` : ''}${roleZh}，${habitZh}。${needZh}`;
    const key = turn < 5000 ? persona : `${persona}${turn}`;
    if (seen.has(key)) continue;
    seen.add(key);
    const round = turn < 5000 ? '' : ` (${found.length + 1})`;
    found.push({ persona: `${persona}${round}`, persona_chinese: `${chinese}${round}` });
  }
  return { personas: found };
}
