import { expect, test } from 'vitest';
import { modelKey, modelTagOf } from './model-key.ts';

test.each([
  ['default', 'policy-1', 'policy-1'],
  ['acme', 'policy-1', 'acme/policy-1'],
])('the key of a model of %s', (tenant, tag, key) => {
  expect(modelKey(tenant, tag)).toBe(key);
  expect(modelTagOf(key)).toBe(tag);
});
