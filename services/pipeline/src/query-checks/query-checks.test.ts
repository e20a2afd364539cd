import { queryDigest } from '@nex/quality';
import { describe, expect, test } from 'vitest';
import type { QuerySlot } from '../plan/plan-queries.ts';
import { AcceptedIndex } from './accepted-index.ts';
import { QUERY_CHECKS, refuseAmong, refuseDraft } from './index.ts';

const SLOT: QuerySlot = {
  index: 0,
  persona: 'p',
  leafId: 'l',
  path: ['a'],
  problemTypeId: 'a',
  difficulty: 'easy',
  language: 'en',
  seed: 1,
  treeVersion: 0,
};
const IDENTIFIERS = ['garden_lead', 'write_entry', 'search', 'readFile', 'a.b(c'];
const draft = (text: string, language: 'en' | 'zh' = 'en') => ({
  text,
  digest: queryDigest(text),
  slot: { ...SLOT, language },
  identifiers: IDENTIFIERS,
  capabilities: ['Writes an entry.'],
});

describe('the checks of a draft by itself', () => {
  test.each([
    ['', 'en', 'empty'],
    ['  \n ', 'en', 'empty'],
    ['Too short', 'en', 'too_short'],
    ['Just long!', 'en', undefined],
    ['word '.repeat(801), 'en', 'too_long'],
    ['x'.repeat(4000), 'en', undefined],
    ['Please ask garden_lead to plan my beds.', 'en', 'names_solution'],
    ['Use `search` for tomatoes, please.', 'en', 'names_solution'],
    ['Help me search for tomatoes that like shade.', 'en', undefined],
    ['Call readFile on my garden diary.', 'en', 'names_solution'],
    ['The key my_write_entry_two is another name.', 'en', undefined],
    ['What does a.b(c mean in my notes?', 'en', 'names_solution'],
    ['What does aXb(c mean in my notes?', 'en', undefined],
    ['请帮我安排阳台上的番茄和豆子。', 'zh', undefined],
    ['请用 Excel 帮我安排阳台上的番茄。', 'zh', undefined],
    ['Please plan my balcony tomatoes.', 'zh', 'wrong_language'],
    ['请帮我安排阳台上的番茄和豆子。', 'en', 'wrong_language'],
    ['I have a 番茄 on my balcony that will not grow, what now?', 'en', undefined],
    ['1234567890 1234567890', 'en', 'wrong_language'],
    [
      '请帮我安排阳台上的番茄和豆子，还有其他所有蔬菜和水果的种植时间 because I really do not know when they should be put outside this year.',
      'zh',
      'mixed_languages',
    ],
    ['Please translate "我想在阳台上种番茄" into English for my neighbour.', 'en', undefined],
    [
      'Please plan my beds, 我想在阳台上种番茄和豆子, thank you for all of your help with this one.',
      'en',
      'wrong_language',
    ],
    ['Please plan the six beds of our allotment for me: мне нужны помидоры и бобы.', 'en', 'mixed_languages'],
    ['What is the weather today in Leeds for my beds?', 'en', 'not_stable'],
    ['What was the weather like on 3 May 2024 in Leeds?', 'en', undefined],
    ['Which beds am I currently using for my beans?', 'en', undefined],
    ['今天的天气适合种番茄吗？请告诉我。', 'zh', 'not_stable'],
    ['Write to [insert name] about the compost that I ordered.', 'en', 'placeholder'],
    ['Problem type: composting. How long does it take?', 'en', 'names_classification'],
    ['Read the attached plan of my garden and improve it.', 'en', 'refers_to_missing'],
    ['Plan my beds and send an email with the plan to Ann.', 'en', 'not_answerable'],
  ] as const)('%j in %s: %s', (text, language, reason) => {
    expect(refuseDraft(draft(text, language))?.reason).toBe(reason);
  });
});

describe('the checks beside the accepted queries', () => {
  const index = new AcceptedIndex();
  const known =
    'I would like to plan six raised beds for tomatoes and beans on my shady balcony this coming spring.';
  index.add(known, queryDigest(known));
  test.each([
    ['the same', known, 'duplicate'],
    ['another spelling', `  ${known.toUpperCase().replaceAll(' ', '  ')}!`, 'duplicate'],
    ['one more word at the end', `${known.slice(0, -1)} already.`, 'near_duplicate'],
    ['another word in the middle', known.replace('tomatoes', 'cucumbers'), undefined],
    ['something else', 'Which compost suits roses in clay soil near the sea?', undefined],
  ])('%s', (_, text, reason) => {
    expect(refuseAmong(draft(text), index)).toEqual(reason ? { reason, rival: known } : undefined);
  });

  test('short texts are compared as a whole', () => {
    const short = new AcceptedIndex();
    short.add('Plan my garden beds', queryDigest('Plan my garden beds'));
    expect(short.closeTo('plan my garden beds now')).toBeUndefined();
    expect(short.closeTo('plan, my garden; beds')).toBe('Plan my garden beds');
  });

  test('Chinese is compared by characters', () => {
    const chinese = new AcceptedIndex();
    const text = '我想在阳台上种番茄和豆子，请帮我安排今年春天的种植计划和浇水时间。';
    chinese.add(text, queryDigest(text));
    expect(chinese.closeTo(`${text}谢谢`)).toBe(text);
    expect(chinese.closeTo('玫瑰应该什么时候修剪才能在夏天开出更多的花？')).toBeUndefined();
  });
});

test('every check is listed once', () => {
  expect(QUERY_CHECKS.map(({ name }) => name)).toEqual([
    'length',
    'language',
    'names-solution',
    'realistic',
    'stable',
    'answerable',
    'duplicate',
    'near-duplicate',
  ]);
});
