/** The steps in the order in which a reader sees them; `jobs/stages.ts` says how they feed each other. */
export const STEP_NAMES = [
  'interpret',
  'choose-pattern',
  'decompose',
  'retrieve-tools',
  'synthesise-tools',
  'write-agents',
  'write-seeds',
  'assemble',
  'lint',
  'publish',
  'write-cases',
  'simulate',
  'repair',
  'baseline',
  'score',
] as const;
/** Those that every framework goes through; the others depend on the request and on what the simulation shows. */
export const USUAL_STEPS = STEP_NAMES.slice(0, STEP_NAMES.indexOf('publish') + 1);
export type StepName = (typeof STEP_NAMES)[number];
