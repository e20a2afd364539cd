/** A question to the model as it is written down: its form, its words, and a digest that changes with either. */
import { jsonSchemaOf } from '@nex/core';
import { digestJson } from '@nex/core/digest';
import type * as z from 'zod';

export interface Prompt<T> {
  /** Name of the answer's schema: `^[a-z_]{1,64}$`. */
  readonly name: string;
  readonly version: number;
  readonly schema: z.ZodType<T>;
  readonly system: string;
  readonly instruction: string;
  readonly temperature: number;
}

export function promptDigest({ name, schema, system, instruction }: Prompt<unknown>): string {
  return digestJson({ name, system, instruction, schema: jsonSchemaOf(schema) });
}
