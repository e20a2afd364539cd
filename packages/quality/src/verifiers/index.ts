/** Verifiers by kind. A new kind is a file, a line here, and a member of core's `Verifier`. */
import {
  addUsage,
  NexError,
  NO_USAGE,
  type Usage,
  type Verification,
  type Verifier,
  type VerifierKind,
} from '@nex/core';
import { answerValues } from './answer-values.ts';
import { calls } from './calls.ts';
import { finalState } from './final-state.ts';
import { rubric } from './rubric.ts';
import { script } from './script.ts';
import type { Means, Subject, VerifierSpec } from './verifier-kind.ts';

export const VERIFIERS: { readonly [K in VerifierKind]: VerifierSpec<K> } = {
  final_state: finalState,
  calls,
  answer_values: answerValues,
  script,
  rubric,
};

/** Failures that another try may not have: whoever asked decides when to try again. */
const PASSING = new Set(['model_unreachable', 'model_overloaded', 'unavailable', 'cancelled']);

/**
 * What the verifier finds. One that breaks gives no reward, and its failure. Throws when the signal aborts, and when the
 * model or the sandbox is away.
 * @param kinds Default: those of the platform.
 */
export async function verify(
  verifier: Verifier,
  position: number,
  subject: Subject,
  means: Means,
  kinds: typeof VERIFIERS = VERIFIERS,
): Promise<Verification> {
  const { kind, passAt } = verifier;
  const spec = kinds[kind] as VerifierSpec<VerifierKind>;
  const base = { position, kind, version: spec.version };
  let usage: Usage = NO_USAGE;
  const spend = (more: Usage) => {
    usage = addUsage(usage, more);
  };
  const cost = () => (usage.modelCalls > 0 ? { usage } : {});
  try {
    const { reward, evidence } = await spec.verify(verifier, subject, means, spend);
    return { ...base, reward, passed: reward >= passAt, evidence, ...cost() };
  } catch (thrown) {
    means.signal.throwIfAborted();
    if (!(thrown instanceof NexError) || PASSING.has(thrown.code)) throw thrown;
    return { ...base, reward: null, passed: null, evidence: [], failure: thrown.toFailure(), ...cost() };
  }
}
