/**
 * Whom or what a framework is about: a word for names, and words for people in either language.
 */
import type { JsonObject } from '../../schema/json-schema.ts';
import { objectAt, textAt, textsAt } from '../input.ts';
import { topicOf } from '../interpretation.ts';
import { themeOf } from '../themes/index.ts';

/** What all agents of a design share. */
export type Topic = { slug: string; en: string; zh: string; wish: string };

/** The topic of an interpretation. */
export function readTopic(input: JsonObject): Topic {
  const told = objectAt(input, 'interpretation');
  const sentence = textAt(input, 'sentence');
  const wish = [
    textAt(told, 'title'),
    textAt(told, 'description').split(/\. |。/)[0] ?? '',
    ...textsAt(told, 'goals'),
    textAt(told, 'domain'),
    sentence,
  ].join('. ');
  const first = textsAt(told, 'users')[0] ?? '';
  // Users whom the sentence does not name say nothing of what it is about.
  const said = sentence.toLowerCase().includes(first.toLowerCase()) ? first : '';
  const slug = topicOf(said, textAt(told, 'name').split('-')[0] || themeOf(wish).short);
  const zh = first.replace(/的?(?:人|员工|用户|团队|成员)$/, '');
  return {
    slug,
    en: slug.replace(/-/g, ' '),
    zh: /^\p{Script=Han}{2,12}$/u.test(zh) ? zh : themeOf(wish).zh,
    wish,
  };
}
