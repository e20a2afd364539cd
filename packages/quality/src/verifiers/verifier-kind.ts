/**
 * What a kind of verifier is: it reads a stored trajectory and says how far the run did what its query asked for. Those
 * that need a model or a sandbox are handed one. Whoever changes what a kind finds raises its version.
 */
import type {
  InitialState,
  Json,
  Model,
  Trajectory,
  Usage,
  VerificationEvidence,
  Verifier,
  VerifierKind,
} from '@nex/core';

export type VerifierOf<K extends VerifierKind> = Extract<Verifier, { kind: K }>;

export interface Subject {
  query: string;
  trajectory: Trajectory;
  initialState?: InitialState;
  /** For scripts. */
  groundTruth?: Json;
}

export interface ScriptRun {
  language: VerifierOf<'script'>['language'];
  code: string;
  timeoutMs: number;
  /** Path in the script's folder → content. */
  files: ReadonlyMap<string, string | Uint8Array>;
  signal: AbortSignal;
}

export interface ScriptResult {
  /** `null` when the sandbox ended it. */
  exitCode: number | null;
  stdout: string;
  stderr: string;
  /** The limit that it ran into. */
  limit?: string;
}

export interface Means {
  /** For rubrics. */
  model?: Model;
  /** For scripts. Rejects when there is no sandbox or the signal aborts. */
  runScript?: (script: ScriptRun) => Promise<ScriptResult>;
  seed: number;
  signal: AbortSignal;
}

export interface Judged {
  /** From 0 to 1. */
  reward: number;
  evidence: VerificationEvidence[];
}

export interface VerifierSpec<K extends VerifierKind> {
  readonly version: number;
  /**
   * Throws a NexError when the verifier itself cannot judge: that says nothing of the run. `spend` is told of every model
   * call, so that a failed judgement is paid for, too.
   */
  verify(
    verifier: VerifierOf<K>,
    subject: Subject,
    means: Means,
    spend: (usage: Usage) => void,
  ): Judged | Promise<Judged>;
}

/** The share of the evidence that holds. */
export function shareOf(evidence: VerificationEvidence[]): Judged {
  const held = evidence.filter((one) => one.held).length;
  return { reward: evidence.length === 0 ? 0 : held / evidence.length, evidence };
}
