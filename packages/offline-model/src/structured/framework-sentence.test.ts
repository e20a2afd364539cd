import { expect, it } from 'vitest';
import { answerStructured } from './index.ts';

const FIELDS = ['bakery', 'law', '餐饮', '教育', '医疗', '零售', '体育', '设计', '化学', '公益'];
const tools = ['Evaluate math expressions.', 'Create a new file.', 'Add new observations to entities.'];

it.each(FIELDS)('a field in either language gives a sentence in the language asked for: %s', (field) => {
  const sentence = (language: string) => {
    const input = { field, language, variant: 1, attempt: 1, tool_domains: [{ domain: 'maths', tools }] };
    const answer = answerStructured('framework_sentence', {}, JSON.stringify(input), 7);
    return (answer as { sentence: string }).sentence;
  };
  expect(sentence('en')).toMatch(/^[\p{Script=Latin}\p{P}\d ]+$/u);
  expect(sentence('zh')).toMatch(/\p{Script=Han}/u);
  expect(sentence('zh')).not.toMatch(/[a-z]{3,} [a-z]{3,}/);
});
