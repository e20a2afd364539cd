import { CreateBuild } from '@nex/core';
import { expect, test } from 'vitest';
import { isComplete, newDraft, requestOf } from './build-draft.ts';

test('the form as it opens asks for what the API does by default', () => {
  const request = requestOf(newDraft('fw_1'));
  expect(CreateBuild.parse(request)).toMatchObject({ frameworkId: 'fw_1', queries: 24, samples: 1 });
  expect(Object.keys(request)).not.toContain('budget');
});

test('what is filled in goes along', () => {
  const draft = {
    ...newDraft('fw_1'),
    name: ' Sums ',
    validation: '10',
    budgetTokens: '50000',
    reviewAfter: 'check',
    nearDuplicates: 'drop' as const,
  };
  expect(CreateBuild.parse(requestOf(draft))).toMatchObject({
    name: 'Sums',
    split: { train: 0.9, validation: 0.1 },
    budget: { totalTokens: 50_000, onBudget: 'pause' },
    review: { after: ['check'] },
    quality: { nearDuplicates: { onDuplicate: 'drop' } },
  });
});

test.each([
  ['no framework', { frameworkId: '' }],
  ['shares that are not 100', { difficulty: { easy: '50', medium: '20', hard: '20' } }],
  ['no language', { languages: [] }],
])('%s is not complete', (_, change) => {
  expect(isComplete(newDraft('fw_1'))).toBe(true);
  expect(isComplete({ ...newDraft('fw_1'), ...change })).toBe(false);
});
