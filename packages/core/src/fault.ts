/** Faults that are put into the calls of a run on purpose, so that dealing with them can be learnt. */
import * as z from 'zod';
import { matchesWildcard } from './matches-wildcard.ts';

export const FAULT_KINDS = ['latency', 'rate_limit', 'partial_result', 'schema_drift', 'outage'] as const;
export const FaultKind = z.enum(FAULT_KINDS);
export type FaultKind = z.infer<typeof FaultKind>;

/** Faults of these kinds keep a call from its tool. */
export const STOPPING_FAULTS: ReadonlySet<FaultKind> = new Set<FaultKind>(['rate_limit', 'outage']);

export const FaultRule = z.strictObject({
  kind: FaultKind.describe(
    'latency: the result comes late. rate_limit: an error 429. partial_result: only the beginning of the result. schema_drift: the result in another form. outage: the server cannot be reached.',
  ),
  tools: z
    .string()
    .min(1)
    .max(200)
    .default('*')
    .describe('Which tools: a name as the model sees it, or server/tool; * stands for any text.'),
  probability: z.number().min(0).max(1).default(0.1).describe('Of each call.'),
  perRun: z.number().int().min(1).max(1000).default(1).describe('Most faults of this rule in one run.'),
  latencyMs: z.number().int().min(1).max(60_000).default(2000).describe('Of latency.'),
  calls: z
    .number()
    .int()
    .min(1)
    .max(100)
    .default(2)
    .describe('Of an outage: so many calls of the server in a row fail.'),
});
export type FaultRule = z.output<typeof FaultRule>;

/** A tool as the patterns of faults name it: as the model sees it, its server, and what that calls it. */
export interface FaultTarget {
  name: string;
  server: string;
  tool: string;
}

/** Whether a rule's pattern of tools means this one. */
export function isForTool(pattern: FaultRule['tools'], { name, server, tool }: FaultTarget): boolean {
  return matchesWildcard(pattern, name) || matchesWildcard(pattern, `${server}/${tool}`);
}
