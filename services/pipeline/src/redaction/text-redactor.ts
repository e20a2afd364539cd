/** Takes out of single texts what a policy takes out of trajectories. */
import type { RedactionPolicy, Trajectory } from '@nex/core';
import { NO_USAGE } from '@nex/core';
import { createRedactor } from '@nex/quality';

/** Redacts every text of a value, in any depth; keys, numbers and shape stay. Without a policy it gives the value itself. */
export type RedactTexts = <T>(value: T) => T;

export function createTextRedactor(
  policy: RedactionPolicy | undefined,
  salt: string | undefined,
): RedactTexts {
  if (!policy) return (value) => value;
  const redactor = createRedactor(policy, salt === undefined ? {} : { salt });
  const redact = (text: string) => redactor.redact(carrierOf(text)).trajectory.runs[0]?.response ?? '';
  const walk = (value: unknown): unknown => {
    if (typeof value === 'string') return redact(value);
    if (Array.isArray(value)) return value.map(walk);
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, walk(inner)]));
  };
  return <T>(value: T) => walk(value) as T;
}

/** A redactor reads trajectories: the text is the answer of an empty one. */
function carrierOf(response: string): Trajectory {
  const provenance = {
    model: '',
    provider: '',
    offlineModel: false,
    seed: 0,
    frameworkDigest: '',
    traceId: '',
  };
  const run: Trajectory['runs'][number] = {
    runId: '',
    parentRunId: null,
    parentCallId: null,
    agent: '',
    depth: 0,
    state: 'completed',
    stopReason: null,
    tools: [],
    messages: [],
    response,
    usage: NO_USAGE,
    startedAt: '',
    finishedAt: null,
  };
  return { version: 1, rootRunId: '', runs: [run], usage: NO_USAGE, provenance };
}
