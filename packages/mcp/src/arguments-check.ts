/**
 * Checks arguments against a tool's input schema, because servers accept what their schemas forbid. Validators are
 * compiled once per snapshot and tool. A schema without a dialect is draft 2020-12, as MCP says.
 */
import type { Json, JsonSchema } from '@nex/core';
import { Ajv, type ErrorObject, type Options, type ValidateFunction } from 'ajv';
import { Ajv2020 } from 'ajv/dist/2020.js';
import formats from 'ajv-formats';

export interface ArgumentsCheck {
  /**
   * Gives a function that says what is wrong with a value, mostly a tool's arguments, or `undefined` when it is valid.
   * @param whole What the value is called. Default `arguments`.
   */
  forTool(
    snapshot: string,
    tool: string,
    schema: JsonSchema,
    whole?: 'arguments' | 'result',
  ): (value: Json) => string | undefined;
}

const OPTIONS: Options = {
  strict: false,
  allErrors: true,
  addUsedSchema: false,
  logger: false,
  allowUnionTypes: true,
};
const SHOWN_FAULTS = 5;
/** Servers of agent files bring ever new schemas; the oldest are forgotten. */
const KEPT_VALIDATORS = 10_000;

export function createArgumentsCheck(): ArgumentsCheck {
  const draft7 = new Ajv(OPTIONS);
  const draft2020 = new Ajv2020(OPTIONS);
  formats.default(draft7);
  formats.default(draft2020);
  const compiled = new Map<string, ValidateFunction | undefined>();
  const compile = (schema: JsonSchema): ValidateFunction | undefined => {
    const { $schema: dialect, ...rest } = schema;
    const old = typeof dialect === 'string' && /draft-0[4-7]/.test(dialect);
    for (const ajv of old ? [draft7, draft2020] : [draft2020, draft7]) {
      try {
        const validate = ajv.compile(rest);
        ajv.removeSchema(rest);
        return validate;
      } catch {
        // The other dialect is tried. A schema that is valid in neither leaves the judgement to the server.
      }
    }
    return undefined;
  };
  return {
    forTool(snapshot, tool, schema, whole = 'arguments') {
      const key = `${snapshot}\u0000${tool}\u0000${whole}`;
      if (!compiled.has(key)) {
        const [oldest] = compiled.keys();
        if (compiled.size >= KEPT_VALIDATORS && oldest !== undefined) compiled.delete(oldest);
        compiled.set(key, compile(schema));
      }
      const validate = compiled.get(key);
      return (value) => {
        if (!validate || validate(value)) return undefined;
        return describe(validate.errors ?? [], whole);
      };
    },
  };
}

function describe(errors: readonly ErrorObject[], whole: string): string {
  const faults = [...new Set(errors.map((error) => describeOne(error, whole)))];
  const more = faults.length - SHOWN_FAULTS;
  return faults.slice(0, SHOWN_FAULTS).join('; ') + (more > 0 ? `; and ${more} more` : '');
}

function describeOne(error: ErrorObject, whole: string): string {
  const path = error.instancePath.slice(1).split('/').map(unescapePointer).join('.');
  const at = path === '' ? whole : path;
  const params: Record<string, unknown> = error.params;
  switch (error.keyword) {
    case 'required':
      return `${path === '' ? '' : `${path}.`}${String(params.missingProperty)} is missing`;
    case 'additionalProperties':
      return `${at} must not have the property ${String(params.additionalProperty)}`;
    case 'enum':
      return `${at} must be one of ${JSON.stringify(params.allowedValues)}`;
    case 'const':
      return `${at} must be ${JSON.stringify(params.allowedValue)}`;
    default:
      return `${at} ${error.message ?? 'is not valid'}`;
  }
}

function unescapePointer(segment: string): string {
  return segment.replaceAll('~1', '/').replaceAll('~0', '~');
}
