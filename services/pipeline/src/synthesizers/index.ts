/** Every way of making queries, by what a build's specification says of drafts. */
import type { SynthesisSpec } from '@nex/core';
import { informationFusion } from './information-fusion.ts';
import type { Synthesizer } from './synthesizer.ts';
import { threeLevels } from './three-levels.ts';

export const SYNTHESIZERS: Readonly<Record<SynthesisSpec['drafts'], Synthesizer>> = {
  'one-level': informationFusion,
  'three-levels': threeLevels,
};
