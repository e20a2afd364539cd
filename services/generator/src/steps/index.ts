/** The steps in the order in which a reader sees them; `jobs/stages.ts` says how they feed each other. */
export const STEP_NAMES = [
  'read-framework',
  'interpret',
  'choose-pattern',
  'extend',
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
export type StepName = (typeof STEP_NAMES)[number];

/** What a framework goes through in any case; other steps depend on the request and on what the simulation shows. */
export const USUAL_STEPS: readonly StepName[] = [
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
];
/** Of a framework that somebody wrote. */
export const USUAL_STEPS_FROM: readonly StepName[] = [
  'read-framework',
  ...USUAL_STEPS.slice(USUAL_STEPS.indexOf('write-agents')),
];
