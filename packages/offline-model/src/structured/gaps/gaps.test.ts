import { stripTypeScriptTypes } from 'node:module';
import { describe, expect, it } from 'vitest';
import { isObject, type JsonObject } from '../../schema/json-schema.ts';
import { plain } from '../../text/plain.ts';
import { GAPS, toolCode } from './index.ts';

describe('functions for gaps', () => {
  it.each(GAPS.map((gap) => [gap.name, gap] as const))(
    '%s gives the results of its cases',
    async (name, gap) => {
      const code = stripTypeScriptTypes(plain(toolCode({ name }).code));
      const { run } = (await import(`data:text/javascript,${encodeURIComponent(code)}`)) as {
        run(args: JsonObject): JsonObject;
      };
      expect(gap.cases.length).toBeGreaterThanOrEqual(3);
      for (const { input, expected } of gap.cases) {
        const result = run(input);
        if (isObject(expected) && expected.error === true) expect(result).toHaveProperty('error');
        else expect(result).toEqual(expected);
      }
    },
  );
});
