import { expect, test } from 'vitest';
import { Environment, readModelConfig } from './environment.ts';

test('every problem is named at once', () => {
  const environment = new Environment({ PORT: 'x', URL: 'nonsense', BLANK: ' ' });
  environment.text('MISSING');
  environment.text('BLANK');
  environment.integer('PORT', 1, { min: 0, max: 10 });
  environment.url('URL');
  expect(() => environment.check()).toThrow(
    /MISSING is not set; BLANK is not set; PORT is "x", which is not a whole number from 0 to 10; URL is not a URL/,
  );
});

test.each([
  [
    { LLM_BASE_URL: 'http://a', LLM_MODEL: 'm' },
    { baseUrl: 'http://a', apiKey: undefined, model: 'm' },
  ],
  [
    { LLM_BASE_URL: 'http://a', LLM_MODEL: 'm', LLM_API_KEY: 'k', JUDGE_LLM_MODEL: 'j' },
    { baseUrl: 'http://a', apiKey: 'k', model: 'j' },
  ],
  [
    { LLM_MODEL: 'm', JUDGE_LLM_BASE_URL: 'http://b', JUDGE_LLM_API_KEY: 'x' },
    { baseUrl: 'http://b', apiKey: 'x', model: 'm' },
  ],
])('the role falls back to the plain variables: %o', (values, expected) => {
  const environment = new Environment(values);
  expect(readModelConfig(environment, 'JUDGE')).toEqual(expected);
  expect(() => environment.check()).not.toThrow();
});
