/**
 * Tools as gpt-oss reads them: a TypeScript namespace with a comment for every description. What TypeScript cannot say
 * becomes `any`.
 */
import { isJsonObject, type Json, type JsonSchema, type ToolDefinition } from '@nex/core';

const NAMES: Readonly<Record<string, string>> = {
  string: 'string',
  number: 'number',
  integer: 'number',
  boolean: 'boolean',
  null: 'null',
};

export function toolsNamespace(tools: readonly ToolDefinition[]): string {
  return `## functions\n\nnamespace functions {\n\n${tools.map(toolType).join('')}} // namespace functions`;
}

function toolType({ name, description, inputSchema }: ToolDefinition): string {
  const fields = isJsonObject(inputSchema.properties) ? Object.keys(inputSchema.properties) : [];
  const parameters = fields.length > 0 ? `_: ${objectType(inputSchema)}` : '';
  return `${comment(description)}type ${name} = (${parameters}) => any;\n\n`;
}

function objectType({ properties, required }: JsonSchema): string {
  const needed = Array.isArray(required) ? required : [];
  const fields = Object.entries(isJsonObject(properties) ? properties : {}).map(([key, schema]) => {
    const { description, default: preset } = isJsonObject(schema) ? schema : {};
    const about = typeof description === 'string' ? comment(description) : '';
    const note = preset === undefined ? '' : ` // default: ${JSON.stringify(preset)}`;
    return `${about}${fieldName(key)}${needed.includes(key) ? '' : '?'}: ${typeText(schema)},${note}\n`;
  });
  return `{\n${fields.join('')}}`;
}

function typeText(schema: Json): string {
  if (!isJsonObject(schema)) return 'any';
  const { type } = schema;
  if (Array.isArray(schema.enum)) return schema.enum.map((value) => JSON.stringify(value)).join(' | ');
  if (schema.const !== undefined) return JSON.stringify(schema.const);
  const variants = schema.anyOf ?? schema.oneOf;
  if (Array.isArray(variants)) return unionOf(variants.map(typeText));
  if (Array.isArray(type)) return unionOf(type.map((one) => typeText({ ...schema, type: one })));
  if (type === 'array') return arrayOf(typeText(schema.items ?? true));
  if (type === 'object') return isJsonObject(schema.properties) ? objectType(schema) : 'object';
  return (typeof type === 'string' ? NAMES[type] : undefined) ?? 'any';
}

function unionOf(types: readonly string[]): string {
  return types.includes('any') ? 'any' : [...new Set(types)].join(' | ');
}

function arrayOf(item: string): string {
  return item.includes(' | ') ? `(${item})[]` : `${item}[]`;
}

function fieldName(key: string): string {
  return /^[A-Za-z_$][\w$]*$/.test(key) ? key : JSON.stringify(key);
}

function comment(text: string): string {
  if (text.trim() === '') return '';
  return text
    .split('\n')
    .map((line) => `// ${line}\n`)
    .join('');
}
