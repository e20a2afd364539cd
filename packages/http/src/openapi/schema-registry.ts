/** The words of core as named schemas of the OpenAPI document: each exported object, union or list under its own name. */
import * as core from '@nex/core';
import * as z from 'zod';

const NAMED = new Set(['object', 'union', 'enum', 'record', 'array', 'pipe', 'intersection']);

/** Queries are no components: their fields are parameters. */
const isNamed = (name: string, schema: z.ZodType) => NAMED.has(schema.def.type) && !name.endsWith('Query');

/** What `describe` said of schemas without a name stays known. */
export function createSchemaRegistry() {
  const registry = z.registry<{ id: string }>();
  registry._map = new DescribedSchemas();
  for (const [name, value] of Object.entries(core)) {
    if (value instanceof z.ZodType && isNamed(name, value) && !registry.has(value)) {
      registry.add(value, { ...z.globalRegistry.get(value), id: name });
    }
  }
  return registry;
}

class DescribedSchemas<K extends z.core.$ZodType, V> extends WeakMap<K, V> {
  override get(schema: K): V | undefined {
    return super.get(schema) ?? (z.globalRegistry._map.get(schema) as V | undefined);
  }
}
