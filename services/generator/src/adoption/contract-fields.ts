/** The contract of an edge as the fields that a model reads; another schema's finer points stay in the contract itself. */
import { type EdgeContract, isJsonObject, type Json } from '@nex/core';
import { FIELD_TYPES, type Field } from '../design/field.ts';

/** Without a schema, one text of the name `usual`. */
export function fieldsOf(schema: EdgeContract['input'] | undefined, usual: string): Field[] {
  const properties = schema?.['properties'] as Json | undefined;
  const fields = isJsonObject(properties)
    ? Object.entries(properties).map(([name, value]): Field => {
        const map = isJsonObject(value) ? value : {};
        const description =
          typeof map['description'] === 'string' ? map['description'] : name.replaceAll('_', ' ');
        return { name, type: typeOf(map['type']), description };
      })
    : [];
  return fields.length > 0 ? fields : [{ name: usual, type: 'string', description: usual }];
}

function typeOf(type: Json | undefined): Field['type'] {
  if (type === 'array') return 'list';
  return FIELD_TYPES.find((one) => one === type && one !== 'list') ?? 'string';
}
