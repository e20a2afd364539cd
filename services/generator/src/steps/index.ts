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
] as const;
export type StepName = (typeof STEP_NAMES)[number];
