/** Every defect that lint knows is planted in a framework: it is mended, or refused with its evidence; never released. */
import { FailureShape, type Framework } from '@nex/core';
import pLimit from 'p-limit';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { GOOD_BUNDLES } from '../../../packages/framework/src/fixtures/good-bundles.fixture.ts';
import { SEEDED_DEFECTS } from '../../../packages/framework/src/fixtures/seeded-defects.fixture.ts';
import { createFramework, followFramework, getBundle } from '../src/frameworks.ts';
import { lintBundle } from '../src/service.ts';
import { changedIn, contentOf } from './from-story.ts';
import { startGeneratorStack, UNTRIED } from './generator-stack.ts';

let stack: Awaited<ReturnType<typeof startGeneratorStack>>;
let generator: Awaited<ReturnType<typeof stack.start>>;

beforeAll(async () => {
  stack = await startGeneratorStack();
  generator = await stack.start();
});

afterAll(async () => {
  await generator[Symbol.asyncDispose]();
  await stack[Symbol.asyncDispose]();
});

async function mended(files: readonly { path: string; content: string }[]): Promise<Framework> {
  const { context } = generator;
  const body = { from: { files: [...files] }, personas: 5, minLeaves: 4, ...UNTRIED };
  const { id } = await createFramework(context, body);
  let last: Framework | undefined;
  for await (const { framework } of followFramework(context, id, AbortSignal.timeout(50_000)))
    last = framework;
  if (!last) throw new Error('no framework');
  return last;
}

test.each(Object.entries(GOOD_BUNDLES))('a good %s comes out byte for byte', async (_name, files) => {
  const { id, usage } = await mended(files);
  const bundle = await getBundle(generator.context, id);
  const also = new Set(['README.md', 'capabilities.json']);
  expect(bundle.files.filter(({ path }) => !also.has(path))).toEqual(files);
  expect(usage.modelCalls).toBe(0);
});

test.each([
  ['an id of the tree twice', { id: 'money_totals' }],
  ['a node without a label', { zh: 'Daily totals' }],
])('problem types with %s keep all else, and no model is asked', async (what, change) => {
  const path = 'problem_types.json';
  const files = SEEDED_DEFECTS.find((one) => one.what === what)?.files ?? [];
  const { id, usage } = await mended(files);
  expect(usage.modelCalls).toBe(0);
  const bundle = await getBundle(generator.context, id);
  expect(changedIn(files, bundle.files)).toEqual([path]);
  const [before, after] = [files, bundle.files].map((all) => contentOf(all, path).split('\n'));
  const lines = after?.filter((line, index) => line !== before?.[index]).map((line) => line.trim());
  expect(lines).toEqual(
    Object.entries(change).map(([key, value]) => expect.stringContaining(`"${key}": "${value}"`) as unknown),
  );
  expect(after).toHaveLength(before?.length ?? 0);
});

/** What only its author can say. */
const REFUSED = [
  'schema: an unknown key',
  'schema: broken YAML',
  'invalid-schema: a type that JSON lacks',
  'invalid-schema: a required argument that is not described',
  'synthesised-tools: cases that are none',
  'name-clash: a tool with the alias of another',
  'leaking-description: an agent in the description',
];

test('defects that a framework must not be released with', async () => {
  const defects = SEEDED_DEFECTS.filter(
    ({ severity, options }) => severity === 'error' && options === undefined,
  );
  const limit = pLimit(8);
  const refused = await limit.map(defects, async ({ rule, what, files }) => {
    const framework = await mended(files);
    if (framework.state !== 'ready') {
      expect(FailureShape.parse(framework.failure)).toMatchObject({ code: 'lint_failed' });
      expect(framework.failure?.where).not.toBe('');
      return [`${rule}: ${what}`];
    }
    const bundle = await getBundle(generator.context, framework.id);
    const findings = await lintBundle(bundle.files, generator.context.catalogue);
    expect(findings.filter((finding) => finding.severity === 'error')).toEqual([]);
    return [];
  });
  expect(defects.length).toBeGreaterThan(50);
  expect(refused.flat()).toEqual(REFUSED);
});
