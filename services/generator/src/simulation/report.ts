/** What a simulation is made of: cases, what came of each, and the account of all of them. */
import { StopReason, Usage } from '@nex/core';
import * as z from 'zod';

/** One input for one agent by itself, or for the framework as a whole through its entry agent. */
export const SimulationCase = z.object({
  /** `<agent>/<number>`, or `whole/<number>`. */
  id: z.string(),
  scope: z.enum(['agent', 'whole']),
  agent: z.string(),
  message: z.string(),
});
export type SimulationCase = z.infer<typeof SimulationCase>;

/** Something that should not be in a trajectory. */
export const SimulationFault = z.object({
  /** The agent in whose run it shows. */
  agent: z.string(),
  /** Id of an assertion, or name of a check. */
  broken: z.string(),
  note: z.string(),
  runId: z.string(),
  messageIndex: z.number().int(),
});
export type SimulationFault = z.infer<typeof SimulationFault>;

export const CaseOutcome = z.object({
  case: z.string(),
  scope: z.enum(['agent', 'whole']),
  agent: z.string(),
  runId: z.string(),
  /** Inconclusive: model, tool server or platform were away, so nothing is said about the framework. */
  verdict: z.enum(['passed', 'failed', 'inconclusive']),
  faults: z.array(SimulationFault),
  stopReason: StopReason.nullable(),
  /** Calls of the whole tree, and those of them that failed by the tool's or the call's fault. */
  calls: z.number().int(),
  failedCalls: z.number().int(),
  /** Agents whose runs took part. */
  agents: z.array(z.string()),
  usage: Usage,
});
export type CaseOutcome = z.infer<typeof CaseOutcome>;

export const SimulationReport = z.object({
  /** Digest of the bundle that was simulated. */
  digest: z.string(),
  cases: z.array(SimulationCase),
  outcomes: z.array(CaseOutcome),
  passed: z.boolean(),
  usage: Usage,
});
export type SimulationReport = z.infer<typeof SimulationReport>;
