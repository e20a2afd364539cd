/** What is taken out of trajectories, as a data officer writes it down: YAML or JSON of this shape. */
import * as z from 'zod';
import { MAX_VERSION } from './bounds.ts';

export const REDACTION_KINDS = [
  'secret',
  'email',
  'iban',
  'credit_card',
  'national_id',
  'ip',
  'phone',
  'name',
] as const;
export const RedactionKind = z.enum(REDACTION_KINDS);
export type RedactionKind = z.infer<typeof RedactionKind>;

export const RedactionRule = z.strictObject({
  kind: RedactionKind,
  /**
   * `mask` writes `[email_1]`, the same for the same value within a trajectory; `hash` writes `[email_3f9c…]`, the same
   * in all trajectories that are redacted with the same salt; `drop` writes nothing.
   */
  action: z.enum(['mask', 'hash', 'drop']).default('mask'),
  /** Of kind `name`: whom or what to look for, as whole words, in any case. */
  names: z.array(z.string().min(2)).min(1).optional(),
  /** Of kind `secret`: also long random tokens that no name stands beside. Default true. */
  highEntropy: z.boolean().optional(),
});
export type RedactionRule = z.infer<typeof RedactionRule>;

export const RedactionPolicy = z
  .strictObject({
    /** Stands in the audit of each trajectory and in the manifest. */
    id: z.string().regex(/^[a-z0-9][a-z0-9-]{0,63}$/, 'small letters, digits and dashes'),
    /** Raised with every change of the rules. */
    version: z.number().int().min(1).max(MAX_VERSION),
    rules: z.array(RedactionRule).min(1),
  })
  .superRefine(({ rules }, context) => {
    const kinds = new Set<string>();
    for (const [at, rule] of rules.entries()) {
      const fault = (message: string) => context.addIssue({ code: 'custom', message, path: ['rules', at] });
      if (kinds.has(rule.kind)) fault(`there are two rules of the kind ${rule.kind}`);
      kinds.add(rule.kind);
      if ((rule.kind === 'name') !== (rule.names !== undefined)) {
        fault('names belong to the kind name, which needs them');
      }
      if (rule.kind !== 'secret' && rule.highEntropy !== undefined)
        fault('highEntropy belongs to the kind secret');
    }
  });
export type RedactionPolicy = z.infer<typeof RedactionPolicy>;
