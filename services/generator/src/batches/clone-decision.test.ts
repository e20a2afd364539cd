import { type FrameworkModel, fingerprint, readFrameworkModel, similarity } from '@nex/framework';
import { beforeAll, expect, test } from 'vitest';
import { openGenerator } from '../../test/in-process.ts';
import { type Accepted, cloneOf, storedFingerprint } from './clone-decision.ts';

const models: FrameworkModel[] = [];
let accepted: Accepted[] = [];

beforeAll(async () => {
  const generate = await openGenerator();
  const sentences = [
    'A team for a bakery that plans orders and works out prices.',
    'A team for a bakery that plans orders and works out costs.',
    'Agents that schedule meetings across time zones for a remote team.',
  ];
  for (const sentence of sentences) {
    const { draft } = await generate({ sentence, personas: 5, minLeaves: 12 });
    models.push(readFrameworkModel(draft.files));
  }
  accepted = models.map((model, at) => ({
    frameworkId: `fw_${at}`,
    fingerprint: storedFingerprint(fingerprint(model)),
  }));
});

const print = (at: number) => accepted[at]?.fingerprint ?? { nodes: [], edges: [], shingles: [] };

test('the same framework is a clone of the earliest, wholly alike', () => {
  const twice = [...accepted, { frameworkId: 'fw_again', fingerprint: print(0) }];
  expect(cloneOf(print(0), twice, 0.9)).toMatchObject({ frameworkId: 'fw_0', similarity: { similarity: 1 } });
});

test('what is stored says the same of any two as the files do, at every limit', () => {
  for (const [a, one] of models.entries()) {
    for (const [b, other] of models.entries()) {
      const expected = similarity(one, other);
      const rest = accepted.slice(b, b + 1);
      for (const limit of [0, 0.3, 0.6, 0.7, 0.9, 1]) {
        const found = cloneOf(print(a), rest, limit);
        if (expected.similarity < limit) expect(found).toBeUndefined();
        else expect(found?.similarity.similarity).toBeCloseTo(expected.similarity, 10);
      }
    }
  }
});

test('nothing was accepted: no clone', () => {
  expect(cloneOf(print(0), [], 0.5)).toBeUndefined();
});
