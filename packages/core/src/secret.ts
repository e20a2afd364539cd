/**
 * Secrets of a tenant: values that agent files name and that only a run which opens such an agent sees. No answer of the
 * platform holds a value.
 */
import * as z from 'zod';
import { Time } from './api.ts';

export const SecretName = z
  .string()
  .regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$/, '1 to 100 letters, digits, ".", "_" or "-"');

/** A shorter value could not be told from other text, and so not be kept out of what tools say. */
export const MIN_SECRET_LENGTH = 6;
export const MAX_SECRET_LENGTH = 16_384;

export const PutSecret = z.strictObject({
  value: z
    .string()
    .min(MIN_SECRET_LENGTH)
    .max(MAX_SECRET_LENGTH)
    .refine((value) => !value.includes('\0'), 'the value must not hold a NUL character')
    .describe('Never given back.'),
});
export type PutSecret = z.infer<typeof PutSecret>;

export const Secret = z.object({
  name: SecretName,
  createdAt: Time,
  updatedAt: Time,
  updatedBy: z.string().describe('Who set the value that is in force.'),
});
export type Secret = z.infer<typeof Secret>;
