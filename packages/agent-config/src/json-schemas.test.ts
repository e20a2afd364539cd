import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { agentFileJsonSchema, frameworkFileJsonSchema, toolFileJsonSchema } from './json-schemas.ts';

describe.each([
  ['agent', agentFileJsonSchema, { llm_config: {} }, { llm_config: {}, tols: [] }],
  ['tool', toolFileJsonSchema, { name: 'a', description: 'b' }, { name: 'a' }],
  ['framework', frameworkFileJsonSchema, undefined, { type: 'framework' }],
])('JSON Schema of the %s file', (_, make, good, bad) => {
  it('is plain JSON, closed, and accepts what the loader accepts', () => {
    const schema = make();
    expect(JSON.parse(JSON.stringify(schema))).toEqual(schema);
    expect(schema).toMatchObject({ type: 'object', additionalProperties: false });
    const compiled = z.fromJSONSchema(schema);
    expect(good === undefined || compiled.safeParse(good).success).toBe(true);
    expect(compiled.safeParse(bad).success).toBe(false);
  });
});
