/**
 * Compiled tool schemas, one per distinct schema. A schema is read as the draft that its `$schema` names; without
 * one as 2020-12, and as draft-07 if it is no valid 2020-12 (tool servers write draft-07 forms such as `items: […]`
 * without saying so). References to other documents are never fetched. A schema that no draft can compile judges
 * nothing: the fault is the tool's, not the model's.
 */
import type { JsonObject, JsonSchema } from '@nex/core';
import { digestJson } from '@nex/core/digest';
import { Ajv, type Options, type ValidateFunction } from 'ajv';
import { Ajv2019 } from 'ajv/dist/2019.js';
import { Ajv2020 } from 'ajv/dist/2020.js';
import formats from 'ajv-formats';

const OPTIONS: Options = {
  strict: false,
  logger: false,
  allErrors: false,
  addUsedSchema: false,
  validateSchema: true,
};
const MAX_SCHEMAS = 2000;

type Compiled = ValidateFunction | 'unusable';

export class ToolSchemas {
  readonly #byDigest = new Map<string, Compiled>();
  /** Digests of schema objects that were seen before, so that one snapshot is not hashed for every call. */
  #digests = new WeakMap<JsonSchema, string>();

  /** Says what is wrong with the arguments; `undefined` when they are valid or the schema cannot judge. */
  fault(schema: JsonSchema, args: JsonObject): string | undefined {
    const validate = this.#compiled(schema);
    if (validate === 'unusable') return undefined;
    try {
      if (validate(args)) return undefined;
    } catch {
      // A schema that refers to itself without end.
      return undefined;
    }
    const error = validate.errors?.[0];
    return `${error?.instancePath || '(arguments)'} ${error?.message ?? 'is invalid'}`;
  }

  #compiled(schema: JsonSchema): Compiled {
    let digest = this.#digests.get(schema);
    if (digest === undefined) {
      digest = digestJson(schema);
      this.#digests.set(schema, digest);
    }
    const known = this.#byDigest.get(digest);
    if (known !== undefined) return known;
    const compiled = compile(schema);
    if (this.#byDigest.size >= MAX_SCHEMAS) this.#byDigest.clear();
    this.#byDigest.set(digest, compiled);
    return compiled;
  }
}

function compile(schema: JsonSchema): Compiled {
  const { $schema, ...body } = schema;
  for (const draft of draftsFor($schema)) {
    try {
      const ajv = new draft(OPTIONS);
      formats.default(ajv);
      return ajv.compile(body);
    } catch {
      // Not a schema of this draft: the next one is tried.
    }
  }
  return 'unusable';
}

function draftsFor($schema: unknown): (typeof Ajv | typeof Ajv2019 | typeof Ajv2020)[] {
  const named = typeof $schema === 'string' ? $schema : '';
  if (/draft-0[4-7]/.test(named)) return [Ajv];
  if (named.includes('2019-09')) return [Ajv2019];
  return [Ajv2020, Ajv];
}
