/** Decides which runs are kept, by what the stages before found. */
import { countSelections, insertSelections } from '../store/selections.ts';
import type { Stage } from './stage.ts';

export const filter: Stage = {
  name: 'filter',
  async run({ build, write }) {
    await write((tx) => insertSelections(tx, build));
  },
  count: countSelections,
};
