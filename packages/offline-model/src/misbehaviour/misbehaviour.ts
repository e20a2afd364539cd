/**
 * Misbehaviour is configured, counted and deterministic: a rule says which kind of fault
 * strikes which requests.
 */
import { z } from 'zod';

/** The kinds of fault. */
export const FAULT_KINDS = [
  'rate_limit',
  'server_error',
  'disconnect',
  'malformed_arguments',
  'unknown_tool',
  'truncate',
  'empty',
  'nonsense',
] as const;

/** One kind of fault. */
export type FaultKind = (typeof FAULT_KINDS)[number];

const rule = z.strictObject({
  kind: z.enum(FAULT_KINDS),
  /** Strikes every n-th matching request. */
  everyNth: z.number().int().positive().optional(),
  /** Strikes the first n matching requests. */
  first: z.number().int().positive().optional(),
  /** Strikes every matching request. */
  always: z.boolean().optional(),
  retryAfterSeconds: z.number().nonnegative().optional(),
  /** A part of the serialized request; without it every request matches. */
  match: z.string().optional(),
});

/** Checks a misbehaviour configuration. */
export const misbehaviourSchema = z.strictObject({
  latencyMs: z.number().nonnegative().optional(),
  rules: z.array(rule).optional(),
});

/** How a server misbehaves. */
export type Misbehaviour = z.infer<typeof misbehaviourSchema>;
/** One rule of it. */
export type FaultRule = z.infer<typeof rule>;

/** Counts requests per rule and says which fault strikes. */
export type FaultLedger = {
  /** The misbehaviour in force. */
  current(): Misbehaviour;
  /** Puts another in force and counts anew. */
  replace(next: Misbehaviour): void;
  /** The rule that strikes this request, the first one when several do. */
  strike(serialized: string): FaultRule | undefined;
};

/** Starts a ledger. */
export function createFaultLedger(initial: Misbehaviour = {}): FaultLedger {
  let now = initial;
  let counts: number[] = [];
  return {
    current: () => now,
    replace(next) {
      now = next;
      counts = [];
    },
    strike(serialized) {
      let struck: FaultRule | undefined;
      (now.rules ?? []).forEach((one, at) => {
        if (one.match !== undefined && !serialized.includes(one.match)) return;
        const count = (counts[at] ?? 0) + 1;
        counts[at] = count;
        const hits =
          one.always === true ||
          (one.first !== undefined && count <= one.first) ||
          (one.everyNth !== undefined && count % one.everyNth === 0);
        if (hits) struck ??= one;
      });
      return struck;
    },
  };
}
