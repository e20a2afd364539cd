/** JSON Schema → types of Python's `typing`, for 3.9 and later. */
export type Schema = Record<string, unknown>;

/** A type as an expression; names of components are theirs. */
export function pythonType(schema: Schema | undefined): string {
  if (schema === undefined) return 'Any';
  if (typeof schema['$ref'] === 'string') return schema['$ref'].split('/').at(-1) ?? 'Any';
  if ('const' in schema) return literal([schema['const']]);
  if (Array.isArray(schema['enum'])) return literal(schema['enum'] as unknown[]);
  const choices = (schema['anyOf'] ?? schema['oneOf']) as Schema[] | undefined;
  if (choices) return union(choices.map(pythonType));
  if (Array.isArray(schema['type'])) {
    return union((schema['type'] as string[]).map((type) => pythonType({ ...schema, type })));
  }
  switch (schema['type']) {
    case 'string':
      return 'str';
    case 'integer':
      return 'int';
    case 'number':
      return 'float';
    case 'boolean':
      return 'bool';
    case 'null':
      return 'None';
    case 'array':
      return `List[${pythonType(schema['items'] === false ? undefined : (schema['items'] as Schema | undefined))}]`;
    case 'object': {
      const values = schema['additionalProperties'];
      return typeof values === 'object' && values !== null && schema['properties'] === undefined
        ? `Dict[str, ${pythonType(values as Schema)}]`
        : 'Dict[str, Any]';
    }
    default:
      return 'Any';
  }
}

function literal(values: readonly unknown[]): string {
  const written = values.map((value) =>
    value === null ? 'None' : typeof value === 'boolean' ? (value ? 'True' : 'False') : JSON.stringify(value),
  );
  return `Literal[${written.join(', ')}]`;
}

function union(types: readonly string[]): string {
  const different = [...new Set(types)];
  return different.length === 1 ? (different[0] ?? 'Any') : `Union[${different.join(', ')}]`;
}

/** One component: a typed dictionary for an object, a name for anything else. */
export function declaration(name: string, schema: Schema): string {
  const properties = schema['properties'] as Record<string, Schema> | undefined;
  if (schema['type'] !== 'object' || properties === undefined) {
    // Any JSON refers to itself, which an alias cannot.
    const type = pythonType(schema);
    return `${name} = ${type.includes(name) ? 'Any' : quoted(type)}`;
  }
  const required = new Set((schema['required'] ?? []) as string[]);
  const fields = (wanted: boolean) =>
    Object.entries(properties)
      .filter(([field]) => required.has(field) === wanted)
      .map(([field, one]) => `    ${JSON.stringify(field)}: ${JSON.stringify(pythonType(one))},`);
  // Functional forms, since some fields have names that Python keeps for itself.
  return [
    `_${name}Required = TypedDict("_${name}Required", {`,
    ...fields(true),
    '})',
    `_${name}Optional = TypedDict("_${name}Optional", {`,
    ...fields(false),
    '}, total=False)',
    '',
    '',
    `class ${name}(_${name}Required, _${name}Optional):`,
    `    """${oneLine(schema['description']) ?? `The component ${name} of the OpenAPI document.`}"""`,
  ].join('\n');
}

/** Aliases are values: names in them are told as texts, since they may come later. */
function quoted(type: string): string {
  return /[A-Z]\w+/.test(type.replaceAll(/\b(?:Any|Dict|List|Literal|None|Union)\b|"[^"]*"/g, ''))
    ? type.replaceAll(/"[^"]*"|\b[A-Z]\w*\b/g, (word) =>
        /^(?:"|(?:Any|Dict|List|Literal|None|Union)$)/.test(word) ? word : `"${word}"`,
      )
    : type;
}

export function oneLine(text: unknown): string | undefined {
  return typeof text === 'string'
    ? text.split('\n')[0]?.replaceAll('\\', '').replaceAll('"', "'")
    : undefined;
}
