/** The steps in the order in which a reader sees them; `jobs/generate-framework.ts` says how they feed each other. */
export const STEP_NAMES = [
  'interpret',
  'choose-pattern',
  'decompose',
  'retrieve-tools',
  'write-agents',
  'write-seeds',
  'assemble',
  'lint',
  'publish',
] as const;
