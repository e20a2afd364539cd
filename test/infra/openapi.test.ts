/** The OpenAPI document that clients are made from: a linter finds nothing, and every operation keeps the rules of the API. */
import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { describe, expect, test } from 'vitest';

const SECRET_ANSWERS = /^\/v1\/(keys|webhooks$|webhooks\/\{id\}\/rotate$)/;

interface Parameter {
  $ref?: string;
  name: string;
  in: string;
  description?: string;
  schema: { type?: string; minimum?: number; maximum?: number; default?: unknown };
}
interface Operation {
  operationId: string;
  summary: string;
  tags: string[];
  parameters?: Parameter[];
  responses: Record<string, { $ref?: string; content?: Record<string, { schema?: object }> }>;
}
interface Document {
  tags: { name: string; description: string }[];
  paths: Record<string, Record<string, Operation>>;
}

const file = fileURLToPath(new URL('../../clients/openapi.json', import.meta.url));
const document = JSON.parse(await readFile(file, 'utf8')) as Document;
const operations = Object.entries(document.paths).flatMap(([path, item]) =>
  Object.entries(item).map(([method, operation]) => ({ method, path, operation, id: operation.operationId })),
);
/** OpenAI's list has no pages; a review is a sample, and the servers at work are few: given whole. */
const WHOLE = ['listModels', 'getReview', 'listToolServers'];
const lists = operations.filter(
  ({ id }) => /^list[A-Z]|^diffDataSetVersions$/.test(id) && !WHOLE.includes(id),
);

test('redocly finds no error and nothing to warn of', async () => {
  const redocly = fileURLToPath(new URL('../../node_modules/.bin/redocly', import.meta.url));
  const env = { ...process.env, REDOCLY_TELEMETRY: 'off', REDOCLY_SUPPRESS_UPDATE_NOTICE: 'true' };
  const args = ['lint', '--extends=recommended', '--format=json', file];
  const { stdout } = await promisify(execFile)(redocly, args, { env }).catch(
    (failed: { stdout: string }) => failed,
  );
  const { totals, problems } = JSON.parse(stdout) as {
    totals: { errors: number; warnings: number };
    problems: { ruleId: string; message: string }[];
  };
  expect(problems.map(({ ruleId, message }) => `${ruleId}: ${message}`)).toEqual([]);
  expect(totals).toMatchObject({ errors: 0, warnings: 0 });
}, 60_000);

describe.each(operations)('$id ($method $path)', ({ method, path, operation }) => {
  test('is named, described and refused in one form', () => {
    expect(operation.summary).toMatch(/^[A-Z].*[^.]$/);
    expect(document.tags.map(({ name }) => name)).toEqual(expect.arrayContaining(operation.tags));
    const own = (operation.parameters ?? []).filter(({ $ref }) => $ref === undefined);
    for (const { name, description } of own) expect(description, name).toMatch(/\w/);
    for (const [, name] of path.matchAll(/\{(\w+)\}/g)) {
      expect(own.filter((one) => one.in === 'path').map((one) => one.name)).toContain(name);
    }
    for (const status of ['401', '403', '429']) {
      expect(operation.responses[status]?.$ref).toMatch(/^#\/components\/responses\//);
    }
    const answered = Object.keys(operation.responses).filter((status) => status.startsWith('2'));
    expect(answered).not.toEqual([]);
  });

  test('is repeatable when it is a POST', () => {
    const keyed = (operation.parameters ?? []).some(({ $ref }) => $ref?.endsWith('/IdempotencyKey'));
    // Answers that show a secret once are kept nowhere.
    expect(keyed).toBe(method === 'post' && !SECRET_ANSWERS.test(path));
  });
});

describe.each(lists)('$id ($path)', ({ method, operation }) => {
  test('comes in pages', () => {
    const parameter = (name: string) => operation.parameters?.find((one) => one.name === name);
    expect(method).toBe('get');
    expect(parameter('limit')?.schema).toEqual({ type: 'integer', minimum: 1, maximum: 200, default: 50 });
    expect(parameter('cursor')?.schema.type).toBe('string');
    const answer = operation.responses['200']?.content?.['application/json']?.schema;
    const { properties, required } = resolve(answer) as { properties: object; required: string[] };
    expect(Object.keys(properties)).toEqual(expect.arrayContaining(['items', 'nextCursor']));
    expect(required).toEqual(expect.arrayContaining(['items', 'nextCursor']));
    expect((properties as { items: object }).items).toMatchObject({ type: 'array' });
    expect((properties as { nextCursor: object }).nextCursor).toMatchObject({ type: ['string', 'null'] });
  });
});

test('every operation that answers a list of items is among the lists', () => {
  const answering = operations.filter(({ operation, method }) => {
    const answer = resolve(operation.responses['200']?.content?.['application/json']?.schema);
    const { items } = (answer as { properties?: { items?: { type?: string } } })?.properties ?? {};
    return method === 'get' && !WHOLE.includes(operation.operationId) && items?.type === 'array';
  });
  expect(answering.map(({ id }) => id).toSorted()).toEqual(lists.map(({ id }) => id).toSorted());
  expect(lists.length).toBeGreaterThanOrEqual(17);
});

test('every operation has a name of its own', () => {
  const ids = operations.map(({ id }) => id);
  expect(new Set(ids).size).toBe(ids.length);
});

function resolve(schema: unknown): unknown {
  const reference = (schema as { $ref?: string } | undefined)?.$ref;
  if (reference === undefined) return schema;
  const steps = reference.slice(2).split('/');
  return steps.reduce<unknown>((value, step) => (value as Record<string, unknown>)[step], document);
}
