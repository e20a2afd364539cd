/** Makes the checks side by side, each within its time; one that cannot be made is a finding of its own. */
import { NexError, toNexError } from '@nex/core';
import { type Check, type CheckOptions, type Finding, fail, LEVELS, type Level } from './check.ts';
import { CHECKS } from './checks/index.ts';

export interface CheckedFinding extends Finding {
  check: string;
}

const LIMIT_MS = 12_000;
const START_IT = 'Start it, or correct its address in the environment.';
const SEE_ABOVE = 'Look at the other findings; this may follow from them.';

/** In the order of the table. Throws only when the signal aborts. */
export async function runChecks(
  options: CheckOptions,
  { quick = false, names }: { quick?: boolean; names?: readonly string[] } = {},
): Promise<CheckedFinding[]> {
  const chosen = CHECKS.filter((check) => (names ? names.includes(check.name) : !(quick && check.slow)));
  const all = await Promise.all(chosen.map((check) => runOne(check, options)));
  options.signal.throwIfAborted();
  return all.flat();
}

async function runOne(check: Check, { deployment, signal }: CheckOptions): Promise<CheckedFinding[]> {
  const limitMs = check.limitMs ?? LIMIT_MS;
  const late = AbortSignal.timeout(limitMs);
  const within = AbortSignal.any([signal, late]);
  const stopped = new Promise<never>((_, reject) => {
    within.addEventListener('abort', () =>
      reject(new NexError('timeout', `It took longer than ${limitMs / 1000} s.`)),
    );
  });
  stopped.catch(() => {});
  let findings: Finding[];
  try {
    findings = await Promise.race([check.run({ deployment, signal: within }), stopped]);
  } catch (thrown) {
    const { code, message, hint } = toNexError(thrown, 'internal', 'The check could not be made.');
    findings = [fail(check.name, message, hint ?? (code === 'unavailable' ? START_IT : SEE_ABOVE))];
  }
  return findings.map((finding) => ({ check: check.name, ...finding }));
}

/** The worst of them. */
export function worstOf(findings: readonly Finding[]): Level {
  return LEVELS.toReversed().find((level) => findings.some((one) => one.level === level)) ?? 'ok';
}
