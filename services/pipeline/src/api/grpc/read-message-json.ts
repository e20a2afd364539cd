/** A field of a message that holds JSON of a known form. */
import { NexError, parseJsonObject } from '@nex/core';
import type * as z from 'zod';

/** Throws `invalid_request` that names the place within the field. */
export function readMessageJson<T>(schema: z.ZodType<T>, text: string, field: string): T {
  const value = parseJsonObject(text);
  if (!value) throw new NexError('invalid_request', `${field} is not a JSON object.`, { where: field });
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw new NexError('invalid_request', `${issue?.message ?? 'It is malformed'}.`, {
    where: [field, ...(issue?.path ?? [])].map(String).join('.'),
  });
}
