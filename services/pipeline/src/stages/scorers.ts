/** What gives trajectories verdicts and rewards. Whoever brings other tables, or newer versions, has them judge again. */
import { CHECKS, type Check, gates, VERIFIERS } from '@nex/quality';

export interface Scorers {
  /** In the order in which their reasons count. */
  checks: readonly Check[];
  /** Whether a check may drop; one that may not flags instead. */
  mayGate(check: Check): boolean;
  verifiers: typeof VERIFIERS;
}

/** Those of the platform, which gate by their measured scores. */
export const SCORERS: Scorers = { checks: CHECKS, mayGate: (check) => gates(check), verifiers: VERIFIERS };
