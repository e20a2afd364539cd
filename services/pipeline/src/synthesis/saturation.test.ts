import { expect, test } from 'vitest';
import { Saturation } from './saturation.ts';

const reachedAfter = (bound: { window: number; minNewShare: number } | undefined, shares: number[]) => {
  const saturation = new Saturation(bound);
  return shares.findIndex((share) => {
    saturation.note(share);
    return saturation.reached;
  });
};

test.each([
  ['never without a bound', undefined, [0, 0, 0, 0], -1],
  ['not before the window is full', { window: 3, minNewShare: 0.5 }, [0, 0], -1],
  ['with a full window below the bound', { window: 3, minNewShare: 0.5 }, [0, 0, 1], 2],
  ['not at the bound itself', { window: 2, minNewShare: 0.5 }, [0, 1, 0, 1], -1],
  ['when old news leave the window', { window: 2, minNewShare: 0.25 }, [1, 1, 0.5, 0, 0.25], 4],
  ['never with a bound of zero', { window: 1, minNewShare: 0 }, [0, 0], -1],
])('%s', (_, bound, shares, place) => {
  expect(reachedAfter(bound, shares)).toBe(place);
});
