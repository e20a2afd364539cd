/** A kind of fault: what it does to a call. */
import type { ToolOutcome } from '@nex/core';
import type { PlannedFault } from './fault-plan.ts';

export interface StruckCall extends PlannedFault {
  server: string;
  /** Calls the tool, or plays it. */
  run(): Promise<ToolOutcome>;
  /** Rejects when the signal aborts. */
  wait(ms: number, signal: AbortSignal): Promise<void>;
  signal: AbortSignal;
}

/** The outcome with the fault in it, marked; an outcome that cannot be struck, as it is. */
export type Fault = (call: StruckCall) => Promise<ToolOutcome>;

/** Marks an outcome. */
export function injected(outcome: ToolOutcome, { rule }: PlannedFault): ToolOutcome {
  return { ...outcome, injected: rule.kind };
}
