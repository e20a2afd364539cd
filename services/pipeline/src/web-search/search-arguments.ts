/** Finds in what a tool takes where the words of a search go, and how many results are asked for. */
import { isJsonObject, type Json, type JsonObject, type JsonSchema } from '@nex/core';

/** How common search servers call the two, the most telling names first; compared without case, `_` and `-`. */
const QUERY_NAMES = [
  'query',
  'q',
  'searchquery',
  'search',
  'searchterm',
  'searchterms',
  'keywords',
  'keyword',
];
const COUNT_NAMES = [
  'count',
  'numresults',
  'maxresults',
  'resultcount',
  'numberofresults',
  'limit',
  'topk',
  'num',
  'size',
];

export interface SearchPlan {
  queryName: string;
  /** Longest query that the tool takes, in characters. */
  maxQueryChars: number;
  /** Absent: the tool decides. */
  count?: { name: string; min: number; max: number };
  /** Goes along with each call. */
  fixed: JsonObject;
}

/** `unfit`: why no search can be made with the tool, as the end of a sentence. */
export type PlannedSearch = { plan: SearchPlan } | { unfit: string };

/** `fixed` wins over what is found; what the tool demands besides and has no default must be among it. */
export function planSearch(schema: JsonSchema, fixed: JsonObject = {}): PlannedSearch {
  const properties = isJsonObject(schema['properties']) ? schema['properties'] : {};
  const required = Array.isArray(schema['required']) ? schema['required'].map(String) : [];
  const open = Object.keys(properties).filter((name) => !Object.hasOwn(fixed, name));
  const texts = open.filter((name) => hasType(properties[name], ['string']));
  const demanded = texts.filter((name) => required.includes(name));
  const queryName = named(QUERY_NAMES, texts) ?? (demanded.length === 1 ? demanded[0] : undefined);
  if (queryName === undefined) return { unfit: 'takes no text to search for' };
  const countName = named(
    COUNT_NAMES,
    open.filter((name) => hasType(properties[name], ['integer', 'number'])),
  );
  const filled = new Set([queryName, countName, ...Object.keys(fixed)]);
  const rest = required.filter((name) => !filled.has(name));
  const defaults = rest.flatMap((name) => {
    const value = at(properties[name], 'default');
    return value === undefined ? [] : [[name, value] as const];
  });
  const missing = rest.filter((name) => !defaults.some(([one]) => one === name));
  if (missing.length > 0) return { unfit: `also demands ${missing.join(', ')}` };
  return {
    plan: {
      queryName,
      maxQueryChars: numberAt(properties[queryName], 'maxLength') ?? Number.POSITIVE_INFINITY,
      ...(countName !== undefined && { count: countOf(countName, properties[countName]) }),
      fixed: { ...Object.fromEntries(defaults), ...fixed },
    },
  };
}

/** Shapes: `query` is cut to what the tool takes, `count` brought within its bounds. */
export function argumentsOf(plan: SearchPlan, query: string, count: number): JsonObject {
  const { queryName, maxQueryChars, fixed } = plan;
  return {
    ...fixed,
    [queryName]: query.slice(0, maxQueryChars).toWellFormed(),
    ...(plan.count && { [plan.count.name]: Math.min(Math.max(count, plan.count.min), plan.count.max) }),
  };
}

function countOf(name: string, property: Json | undefined): NonNullable<SearchPlan['count']> {
  return {
    name,
    min: numberAt(property, 'minimum') ?? 1,
    max: numberAt(property, 'maximum') ?? Number.POSITIVE_INFINITY,
  };
}

/** The first of the names that a property has. */
function named(names: readonly string[], properties: readonly string[]): string | undefined {
  for (const name of names) {
    const found = properties.find((property) => plain(property) === name);
    if (found !== undefined) return found;
  }
  return undefined;
}

const plain = (name: string) => name.toLowerCase().replaceAll(/[_-]/g, '');

/** Also where the type is one of several, or an alternative (`anyOf`) beside null. */
function hasType(property: Json | undefined, types: readonly string[]): boolean {
  const type = at(property, 'type');
  const alternatives = at(property, 'anyOf');
  return (
    [type].flat().some((one) => typeof one === 'string' && types.includes(one)) ||
    (Array.isArray(alternatives) && alternatives.some((one) => hasType(one, types)))
  );
}

function numberAt(property: Json | undefined, key: string): number | undefined {
  const value = at(property, key);
  return typeof value === 'number' ? value : undefined;
}

function at(property: Json | undefined, key: string): Json | undefined {
  return isJsonObject(property) && Object.hasOwn(property, key) ? property[key] : undefined;
}
