/**
 * Tells without zod that a value is exactly what its schema would give back, so that the thousand parts of a trajectory
 * need not be built anew. Made from the schema itself: what it has that is not known here leaves the answer to zod.
 */
import * as z from 'zod';

type Schema = z.core.$ZodType;
/** `no`: zod refuses the value. `unsure`: zod has to say. */
type Answer = 'same' | 'no' | 'unsure';
type Match = (value: unknown) => Answer;

/** Of values as `JSON.parse` gives them; the order of keys in loose objects aside. False says nothing: zod tells what is wrong, or makes another value of it. */
export function exactMatch<S extends z.ZodType>(schema: S): (value: unknown) => value is z.infer<S> {
  const known = new Map<Schema, Match>();
  let match: Match | undefined;
  return (value): value is z.infer<S> => {
    match ??= matchOf(schema, known);
    return match(value) === 'same';
  };
}

const UNSURE: Match = () => 'unsure';

function is(test: (value: unknown) => boolean): Match {
  return (value) => (test(value) ? 'same' : 'no');
}

/** @param known Schemas may be within themselves. */
function matchOf(schema: Schema, known: Map<Schema, Match>): Match {
  const before = known.get(schema);
  if (before) return before;
  let made = UNSURE;
  known.set(schema, (value) => made(value));
  made = make(schema as z.core.$ZodTypes, known);
  known.set(schema, made);
  return made;
}

function make(schema: z.core.$ZodTypes, known: Map<Schema, Match>): Match {
  const { def } = schema._zod;
  const has = def.checks !== undefined && def.checks.length > 0;
  if (def.type === 'string') return has ? primitive(schema) : is((value) => typeof value === 'string');
  if (def.type === 'number') return has ? primitive(schema) : is(Number.isFinite);
  if (def.type === 'array') return arrayMatch(def, known);
  if (has) return UNSURE;
  if (def.type === 'object') return objectMatch(def, known);
  if (def.type === 'optional') return emptyOr(undefined, matchOf(def.innerType, known));
  if (def.type === 'nullable') return emptyOr(null, matchOf(def.innerType, known));
  if (def.type === 'union') return unionMatch(def.options, known);
  if (def.type === 'record' && isAnyString(def.keyType)) return recordMatch(matchOf(def.valueType, known));
  if (def.type === 'lazy') return matchOf(def.getter(), known);
  if (def.type === 'boolean') return is((value) => typeof value === 'boolean');
  if (def.type === 'null') return is((value) => value === null);
  if (def.type === 'literal') return is((value) => (def.values as unknown[]).includes(value));
  if (def.type === 'unknown') return is(() => true);
  if (def.type !== 'enum') return UNSURE;
  const values = new Set<unknown>(Object.values(def.entries));
  return is((value) => values.has(value));
}

function emptyOr(none: null | undefined, inner: Match): Match {
  return (value) => (value === none ? 'same' : inner(value));
}

/** Zod itself tells quickly. */
function primitive(schema: Schema): Match {
  return (value) => {
    const { success, data } = z.safeParse(schema, value);
    return success && data === value ? 'same' : success ? 'unsure' : 'no';
  };
}

/** The first option that takes the value makes the result. */
function unionMatch(options: readonly Schema[], known: Map<Schema, Match>): Match {
  const matches = options.map((option) => matchOf(option, known));
  const types = options.map(typeLiteral);
  if (!types.includes(undefined) && new Set(types).size === types.length) {
    const byType = new Map<unknown, Match>(types.map((type, at) => [type, matches[at] as Match]));
    return (value) => (isObject(value) ? (byType.get(value['type'])?.(value) ?? 'no') : 'no');
  }
  return (value) => {
    for (const match of matches) {
      const answer = match(value);
      if (answer !== 'no') return answer;
    }
    return 'no';
  };
}

/** The one value that an object's `type` may have. */
function typeLiteral(schema: Schema): unknown {
  const { def } = (schema as z.core.$ZodTypes)._zod;
  if (def.type !== 'object') return undefined;
  const of = (def.shape['type'] as z.core.$ZodTypes | undefined)?._zod.def;
  return of?.type === 'literal' && of.values.length === 1 ? of.values[0] : undefined;
}

function arrayMatch({ element, checks = [] }: z.core.$ZodArrayDef, known: Map<Schema, Match>): Match {
  const each = matchOf(element, known);
  let least = 0;
  for (const check of checks) {
    const { def } = check._zod;
    if (def.check !== 'min_length') return UNSURE;
    least = Math.max(least, (def as z.core.$ZodCheckMinLengthDef).minimum);
  }
  return (value) => {
    if (!Array.isArray(value) || value.length < least) return 'no';
    let all: Answer = 'same';
    for (let at = 0; at < value.length; at += 1) {
      const answer = each(value[at]);
      if (answer === 'no') return 'no';
      if (answer === 'unsure') all = 'unsure';
    }
    return all;
  };
}

function isAnyString(schema: Schema): boolean {
  const { type, checks } = schema._zod.def;
  return type === 'string' && checks === undefined;
}

function recordMatch(each: Match): Match {
  return (value) => {
    if (!isObject(value)) return 'no';
    let all: Answer = 'same';
    for (const key in value) {
      // Zod leaves such a key out.
      const answer = key === '__proto__' ? 'unsure' : each(value[key]);
      if (answer === 'no') return 'no';
      if (answer === 'unsure') all = 'unsure';
    }
    return all;
  };
}

function objectMatch({ shape, catchall }: z.core.$ZodObjectDef, known: Map<Schema, Match>): Match {
  const names = Object.keys(shape);
  const parts = names.map((name) => matchOf(shape[name] as Schema, known));
  const isOptional = names.map((name) => shape[name]?._zod.optin === 'optional');
  if (catchall?._zod.def.type === 'unknown') return looseMatch(names, parts, isOptional);
  // Zod gives the keys in the order of the schema.
  return (value) => {
    if (!isObject(value)) return 'no';
    let at = 0;
    let all: Answer = 'same';
    for (const key in value) {
      while (at < names.length && names[at] !== key && isOptional[at]) at += 1;
      if (names[at] !== key) return 'unsure';
      const answer = (parts[at] as Match)(value[key]);
      if (answer === 'no') return 'no';
      if (answer === 'unsure') all = 'unsure';
      at += 1;
    }
    for (; at < names.length; at += 1) if (!isOptional[at]) return 'no';
    return all;
  };
}

/** Any keys beside the known ones; their order is not looked at. */
function looseMatch(
  names: readonly string[],
  parts: readonly Match[],
  isOptional: readonly (boolean | undefined)[],
): Match {
  return (value) => {
    if (!isObject(value)) return 'no';
    let all: Answer = Object.hasOwn(value, '__proto__') ? 'unsure' : 'same';
    for (let at = 0; at < names.length; at += 1) {
      const item = value[names[at] as string];
      if (item === undefined && isOptional[at]) continue;
      const answer = (parts[at] as Match)(item);
      if (answer === 'no') return 'no';
      if (answer === 'unsure') all = 'unsure';
    }
    return all;
  };
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
