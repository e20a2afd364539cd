/** The options of synthesis with every default filled in, fixed when a build begins. */
import { SynthesisSpec } from '@nex/core';
import * as z from 'zod';

export const SynthesisSettings = SynthesisSpec.required({
  problemTypeExpandProb: true,
  rewritePersonaProb: true,
}).extend({ review: z.enum(['on', 'off']) });
export type SynthesisSettings = z.output<typeof SynthesisSettings>;

const EXPAND_PROB = 0.1;

export function settleSynthesis(spec: SynthesisSpec | undefined, offlineModel: boolean): SynthesisSettings {
  const given = spec ?? SynthesisSpec.parse({});
  const byModel = offlineModel ? 'off' : 'on';
  return {
    ...given,
    problemTypeExpandProb: given.problemTypeExpandProb ?? (offlineModel ? 0 : EXPAND_PROB),
    rewritePersonaProb: given.rewritePersonaProb ?? (offlineModel ? 0 : 1),
    review: given.review === 'auto' ? byModel : given.review,
  };
}
