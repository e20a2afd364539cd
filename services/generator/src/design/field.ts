/** What an edge carries, as a list of fields: easier for a model to write, and never a loose schema. */
import { ContractSchema } from '@nex/core';
import * as z from 'zod';

export const FIELD_TYPES = ['string', 'number', 'integer', 'boolean', 'list', 'object'] as const;

export const Field = z.object({
  name: z.string().regex(/^[a-z][a-z0-9_]{0,39}$/, 'lower case, digits and _, at most 40 characters'),
  type: z.enum(FIELD_TYPES),
  description: z.string().min(2).max(300),
});
export type Field = z.infer<typeof Field>;

/** An input with its source. */
export const TakenField = Field.extend({
  from: z
    .string()
    .describe('`request`, or the name of an agent beside this one whose answer has a field of this name'),
});
export type TakenField = z.infer<typeof TakenField>;

/** JSON Schema of an object with these fields and no others; all are required. */
export function contractOf(fields: readonly Field[]): z.infer<typeof ContractSchema> {
  return {
    type: 'object',
    properties: Object.fromEntries(fields.map((field) => [field.name, schemaOf(field)])),
    required: fields.map((field) => field.name),
    additionalProperties: false,
  };
}

function schemaOf({ type, description }: Field) {
  if (type === 'list') return { type: 'array', items: { type: 'string' }, description };
  if (type === 'object') return { type: 'object', additionalProperties: { type: 'string' }, description };
  return { type, description };
}
