/** Every way of making queries. */
import { informationFusion } from './information-fusion.ts';
import type { Synthesizer } from './synthesizer.ts';

export const SYNTHESIZERS: readonly Synthesizer[] = [informationFusion];
