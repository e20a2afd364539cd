/** Good trajectories that look bad: each comes near a defect that it is not. */
import type { Plant } from '../plant.ts';
import { WILD_NEGATIVES } from './in-the-wild.ts';
import { SAID_NEGATIVES } from './said.ts';
import { STEP_NEGATIVES } from './steps.ts';

export const NEGATIVES: readonly Plant[] = [...STEP_NEGATIVES, ...SAID_NEGATIVES, ...WILD_NEGATIVES];
