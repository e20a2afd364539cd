/** Holds what a method was sent against the schema of the REST body that says the same. */
import { NexError } from '@nex/core';
import type * as z from 'zod';

/** Throws `invalid_request`. */
export function parseRequest<T extends z.ZodType>(schema: T, value: unknown): z.output<T> {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw new NexError('invalid_request', `The request is malformed: ${issue?.message}.`, {
    where: issue?.path.join('.') || 'request',
  });
}

/** `null` for a text that is no JSON, which no schema takes. */
export function readJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
