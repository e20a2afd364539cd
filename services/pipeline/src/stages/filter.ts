/** Decides which runs are kept, from the verdicts and digests alone. */
import { CHECKS } from '@nex/quality';
import { countSelections, insertSelections } from '../store/selections.ts';
import type { Stage } from './stage.ts';

export const filter: Stage = {
  name: 'filter',
  async run({ build, write }) {
    const order = CHECKS.map(({ name }) => name);
    await write((tx) => insertSelections(tx, build.id, order, build.spec.keepVerified === 'all'));
  },
  count: countSelections,
};
