/** From a JSON Schema of the OpenAPI document to values that are valid against it. */
import fc from 'fast-check';

export type Schema = Record<string, unknown>;
type Arbitrary = fc.Arbitrary<unknown>;

/** Deeper values than this are as small as the schema allows. */
const MAX_DEPTH = 5;

export interface Words {
  components: Record<string, Schema>;
  /** Values that exist, by the name of the property or parameter that takes them. */
  known: Readonly<Record<string, readonly unknown[]>>;
}

interface Inner {
  inner: (one: unknown, name?: string) => Arbitrary;
  isKnown: (name: string) => boolean;
}

export function arbitraryOf(schema: Schema, words: Words, depth = 0): Arbitrary {
  const { components } = words;
  const inner = (one: unknown, name = ''): Arbitrary => {
    const right = arbitraryOf((one ?? {}) as Schema, words, depth + 1);
    const values = words.known[name] ?? [];
    return values.length > 0 ? fc.oneof(fc.constantFrom(...values), right) : right;
  };
  const reference = schema['$ref'];
  if (typeof reference === 'string') return inner(components[reference.split('/').at(-1) ?? '']);
  if ('const' in schema) return fc.constant(schema['const']);
  if (Array.isArray(schema['enum'])) return fc.constantFrom(...(schema['enum'] as unknown[]));
  const choices = (schema['anyOf'] ?? schema['oneOf']) as Schema[] | undefined;
  if (choices)
    return fc.oneof(...(depth > MAX_DEPTH ? choices.slice(0, 1) : choices).map((one) => inner(one)));
  if (Array.isArray(schema['allOf'])) return inner(Object.assign({}, ...(schema['allOf'] as Schema[])));
  if (Array.isArray(schema['type'])) {
    return fc.oneof(...(schema['type'] as string[]).map((type) => inner({ ...schema, type })));
  }
  switch (schema['type']) {
    case 'string':
      return text(schema);
    case 'integer':
    case 'number':
      return number(schema);
    case 'boolean':
      return fc.boolean();
    case 'null':
      return fc.constant(null);
    case 'array':
      return fc.array(inner(schema['items']), {
        minLength: Number(schema['minItems'] ?? 0),
        maxLength: Math.max(Number(schema['minItems'] ?? 0), Math.min(Number(schema['maxItems'] ?? 3), 3)),
      });
    case 'object':
      return object(schema, { inner, isKnown: (name) => name in words.known }, depth);
    default:
      return fc.jsonValue({ maxDepth: 2 });
  }
}

function text(schema: Schema): Arbitrary {
  if (schema['format'] === 'date-time') {
    const bounds = { min: new Date('1990-01-01'), max: new Date('2090-01-01'), noInvalidDate: true };
    return fc.date(bounds).map((date) => date.toISOString());
  }
  if (typeof schema['pattern'] === 'string') return matching(new RegExp(schema['pattern'], 'u'));
  const minLength = Number(schema['minLength'] ?? 0);
  const maxLength = Math.max(minLength, Math.min(Number(schema['maxLength'] ?? 30), 30));
  return fc.oneof(
    fc.string({ minLength, maxLength }),
    fc.string({ minLength, maxLength, unit: 'binary' }),
    fc.constantFrom('agents/main.yaml', 'A team that reads the clock.', 'x'.repeat(minLength || 1)),
  );
}

const CANDIDATES = ['agents/main.yaml', 'framework.yaml', 'clock', 'T-001', `sha256:${'0'.repeat(64)}`];

/** fast-check makes texts of most patterns, but of none that looks ahead. */
function matching(pattern: RegExp): Arbitrary {
  if (!pattern.source.includes('(?')) return fc.stringMatching(pattern);
  const fitting = CANDIDATES.filter((text) => pattern.test(text));
  return fitting.length > 0 ? fc.constantFrom(...fitting) : fc.string({ minLength: 1, maxLength: 30 });
}

function number(schema: Schema): Arbitrary {
  const low = Number(schema['minimum'] ?? schema['exclusiveMinimum'] ?? -1000);
  const high = Number(schema['maximum'] ?? schema['exclusiveMaximum'] ?? low + 2000);
  if (schema['type'] === 'integer') {
    const min = low + (schema['exclusiveMinimum'] === undefined ? 0 : 1);
    return fc.oneof(
      fc.integer({ min, max: Math.max(min, Math.min(high, min + 5)) }),
      fc.constantFrom(min, high),
    );
  }
  return fc.double({
    min: low,
    max: high,
    minExcluded: schema['exclusiveMinimum'] !== undefined,
    maxExcluded: schema['exclusiveMaximum'] !== undefined,
    noNaN: true,
  });
}

function object(schema: Schema, { inner, isKnown }: Inner, depth: number): Arbitrary {
  const required = new Set((schema['required'] ?? []) as string[]);
  const properties = Object.entries((schema['properties'] ?? {}) as Record<string, Schema>).filter(
    ([name]) => depth <= MAX_DEPTH || required.has(name),
  );
  const of = (some: typeof properties) =>
    fc.record(Object.fromEntries(some.map(([name, one]) => [name, inner(one, name)])), {
      requiredKeys: [...required].filter((name) => some.some(([one]) => one === name)),
    });
  // Few fields have a better chance that they go together.
  const few = properties.filter(([name]) => required.has(name) || isKnown(name));
  const known = fc.oneof(of(properties), of(few));
  const more = schema['additionalProperties'];
  if (typeof more !== 'object' || more === null || Object.keys(more).length === 0) return known;
  const keys = inner({ type: 'string', minLength: 1, maxLength: 20, ...(schema['propertyNames'] as object) });
  const extra = fc.dictionary(keys as fc.Arbitrary<string>, inner(more), { maxKeys: 2 });
  return fc.tuple(known, extra).map(([own, others]) => ({ ...others, ...own }));
}
