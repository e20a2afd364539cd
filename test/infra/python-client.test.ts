/** The Python client is the one that the OpenAPI document gives. */
import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { type OpenApiDocument, pythonClientFiles } from '../../scripts/python-client/files.ts';
import { declaration, pythonType } from '../../scripts/python-client/types.ts';

const clients = new URL('../../clients/', import.meta.url);

test('each file is as `npm run python-client` writes it', async () => {
  const document = JSON.parse(await readFile(new URL('openapi.json', clients), 'utf8')) as OpenApiDocument;
  const files = pythonClientFiles(document);
  expect(Object.keys(files)).toEqual(['nex_api/models.py', 'nex_api/api.py']);
  for (const [path, content] of Object.entries(files)) {
    expect(await readFile(new URL(`python/${path}`, clients), 'utf8'), path).toBe(content);
  }
});

test.each([
  [{ type: 'string' }, 'str'],
  [{ type: ['string', 'null'] }, 'Union[str, None]'],
  [{ enum: ['a', 1, true, null] }, 'Literal["a", 1, True, None]'],
  [{ type: 'array', items: { $ref: '#/components/schemas/Run' } }, 'List[Run]'],
  [{ type: 'array', prefixItems: [{ type: 'integer' }], items: false }, 'List[Any]'],
  [{ type: 'object', additionalProperties: { type: 'number' } }, 'Dict[str, float]'],
  [{}, 'Any'],
])('%o is %s', (schema, type) => {
  expect(pythonType(schema)).toBe(type);
});

test('an object is a typed dictionary, and fields may have any name', () => {
  const schema = { type: 'object', properties: { from: { type: 'string' }, a: {} }, required: ['a'] };
  expect(declaration('Thing', schema)).toContain(
    '_ThingOptional = TypedDict("_ThingOptional", {\n    "from": "str",',
  );
  expect(declaration('Name', { anyOf: [{ $ref: '#/c/s/Thing' }, { type: 'null' }] })).toBe(
    'Name = Union["Thing", None]',
  );
});
