import { expect, test } from 'vitest';
import { likelyLanguageOf } from './language.ts';

test.each([
  ['en', 'Tea?'],
  ['en', ''],
  ['en', 'What does 茶 mean in English?'],
  ['zh', '茶呢'],
  ['zh', '请用 Python 写一个 quicksort'],
  ['ja', 'お茶は？'],
  ['ja', '東京は今日、雨ですか。傘を持って行きますか。'],
  ['ko', '내일 비 와요?'],
  ['ru', 'Когда чай?'],
  [
    'de',
    'Welche Tees sind für den Abend, und wie lange wird der Tee nicht bitter, wenn er mit der Kanne steht?',
  ],
])('a guess is %s for %j', (language, text) => {
  expect(likelyLanguageOf(text)).toBe(language);
});
