/** Decides which runs are kept, from the verdicts and digests alone. */
import { countSelections, insertSelections } from '../store/selections.ts';
import type { Stage } from './stage.ts';

export const filter: Stage = {
  name: 'filter',
  async run({ build, scorers, write }) {
    const order = scorers.checks.map(({ name }) => name);
    await write((tx) => insertSelections(tx, build.id, order, build.spec.keepVerified === 'all'));
  },
  count: countSelections,
};
