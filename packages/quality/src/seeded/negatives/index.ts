/** Good trajectories that look bad: each comes near a defect that it is not. */
import type { Plant } from '../plant.ts';
import { OTHER_WORDS_NEGATIVES } from './other-words.ts';
import { REPORT_NEGATIVES } from './reports.ts';
import { SAID_NEGATIVES } from './said.ts';
import { STEP_NEGATIVES } from './steps.ts';

export const NEGATIVES: readonly Plant[] = [
  ...STEP_NEGATIVES,
  ...SAID_NEGATIVES,
  ...OTHER_WORDS_NEGATIVES,
  ...REPORT_NEGATIVES,
];
