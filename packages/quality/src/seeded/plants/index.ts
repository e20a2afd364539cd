/** Every defect that is planted. */
import type { Plant } from '../plant.ts';
import { ANSWER_PLANTS } from './answer.ts';
import { HACKING_PLANTS } from './hacking.ts';
import { OTHER_WORDS_PLANTS } from './other-words.ts';
import { STRUCTURE_PLANTS } from './structure.ts';
import { TOOL_PLANTS } from './tools.ts';

export const PLANTS: readonly Plant[] = [
  ...STRUCTURE_PLANTS,
  ...TOOL_PLANTS,
  ...ANSWER_PLANTS,
  ...HACKING_PLANTS,
  ...OTHER_WORDS_PLANTS,
];
