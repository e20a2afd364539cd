/** The operations of the OpenAPI document, and whether an answer is one that it declares. */
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import type { Schema } from './arbitrary.ts';

export interface Parameter {
  name: string;
  in: 'path' | 'query' | 'header';
  required?: boolean;
  schema: Schema;
}
interface Content {
  schema?: Schema;
}
export interface Operation {
  id: string;
  method: string;
  path: string;
  parameters: Parameter[];
  body?: Record<string, Content>;
  responses: Record<string, { $ref?: string; content?: Record<string, Content> }>;
}
export interface Api {
  operations: Operation[];
  schemas: Record<string, Schema>;
  /** What is wrong with an answer; undefined when it is as declared. */
  fault(operation: Operation, status: number, type: string | null, text: string): string | undefined;
}

export function readApi(document: Record<string, unknown>): Api {
  const components = document['components'] as Record<string, Record<string, Schema>>;
  const lookUp = <T>(value: T): T => {
    const reference = (value as { $ref?: string }).$ref;
    if (reference === undefined) return value;
    const [kind = '', name = ''] = reference.split('/').slice(2);
    return components[kind]?.[name] as T;
  };
  const operations = Object.entries(document['paths'] as Record<string, Record<string, Schema>>).flatMap(
    ([path, item]) =>
      Object.entries(item).map(([method, one]): Operation => {
        const parameters = ((one['parameters'] ?? []) as Parameter[]).map(lookUp);
        const body = (one['requestBody'] as { content?: Record<string, Content> } | undefined)?.content;
        const responses = one['responses'] as Operation['responses'];
        return {
          id: String(one['operationId']),
          method: method.toUpperCase(),
          path,
          parameters,
          ...(body && { body }),
          responses,
        };
      }),
  );
  const ajv = new Ajv2020({ strict: false, validateFormats: false, allErrors: false });
  ajv.addSchema({ $id: 'api', components });
  const validators = new Map<Schema, ValidateFunction>();
  const validatorOf = (schema: Schema) => {
    const known = validators.get(schema);
    if (known) return known;
    const absolute = JSON.parse(
      JSON.stringify(schema).replaceAll('"#/components/', '"api#/components/'),
    ) as Schema;
    const compiled = ajv.compile(absolute);
    validators.set(schema, compiled);
    return compiled;
  };
  return {
    operations,
    schemas: components['schemas'] ?? {},
    fault({ responses }, status, type, text) {
      const declared =
        responses[String(status)] ?? responses[`${String(status)[0]}XX`] ?? responses['default'];
      if (declared === undefined) return `the status ${status} is not declared`;
      const { content } = lookUp(declared);
      const media = type?.split(';')[0] ?? '';
      if (content === undefined) return text === '' || status === 304 ? undefined : 'no content is declared';
      const schema = content[media]?.schema;
      if (!(media in content)) return `the media type ${media} is not declared for ${status}`;
      if (!/[/+]json$/.test(media) || schema === undefined) return undefined;
      const validate = validatorOf(schema);
      if (validate(JSON.parse(text))) return undefined;
      const [error] = validate.errors ?? [];
      return `the answer is not of its schema: ${error?.instancePath} ${error?.message} ${JSON.stringify(error?.params)}`;
    },
  };
}
