/** Whether a value has the type of its column: exactly its fields, in any depth. */
import type { ColumnType, Field } from '../columns.ts';

const WORDS = {
  string: 'string',
  bool: 'boolean',
  int32: 'number',
  int64: 'number',
  float64: 'number',
} as const;

/** The first place that does not fit, or `undefined`. Null fits everywhere. */
export function misfit(value: unknown, type: ColumnType, path: string): string | undefined {
  if (value === null) return undefined;
  if (typeof type === 'string') return typeof value === WORDS[type] ? undefined : `${path} is no ${type}`;
  if ('list' in type) {
    if (!Array.isArray(value)) return `${path} is no list`;
    for (const [index, item] of value.entries()) {
      const found = misfit(item, type.list, `${path}[${index}]`);
      if (found !== undefined) return found;
    }
    return undefined;
  }
  return fieldMisfit(value, type.struct, path);
}

/** The same for an object and its fields, none missing but those that it may lack, and none more. */
export function fieldMisfit(value: unknown, fields: readonly Field[], path: string): string | undefined {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    return `${path || 'it'} is no struct`;
  const known = new Map<string, unknown>(Object.entries(value));
  if (known.size !== fields.length) {
    const more = [...known.keys()].filter((name) => !fields.some((field) => field.name === name));
    if (more.length > 0) return `${path || 'it'} has a field ${more[0]}`;
  }
  for (const { name, type, mayLack } of fields) {
    if (!known.has(name)) {
      if (mayLack) continue;
      return `${path || 'it'} lacks ${name}`;
    }
    const found = misfit(known.get(name), type, path === '' ? name : `${path}.${name}`);
    if (found !== undefined) return found;
  }
  return undefined;
}
