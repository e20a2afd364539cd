/** Whatever is sent to whichever operation: no fault, no broken connection, every answer of a declared status and form. */
import { readFile } from 'node:fs/promises';
import { startTestStack, type TestStack } from '@nex/testkit';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { fuzz } from './support/fuzz/fuzz.ts';
import { readApi } from './support/fuzz/operations.ts';
import { prepareThings } from './support/fuzz/things.ts';

/** `NEX_FUZZ_ROUNDS=200` is the long run (docs/api.md). */
const ROUNDS = Number(process.env.NEX_FUZZ_ROUNDS ?? 4);
const SEED = Number(process.env.NEX_FUZZ_SEED ?? 20_261);

let platform: TestStack;

beforeAll(async () => {
  platform = await startTestStack();
}, 120_000);
afterAll(() => platform?.[Symbol.asyncDispose]());

test('valid, mutated and hostile requests to every operation', async () => {
  const baseUrl = platform.stack.urls.gateway;
  const document = (await (await fetch(`${baseUrl}/openapi.json`)).json()) as Record<string, unknown>;
  const api = readApi(document);
  const door = { urlOf: () => baseUrl, headers: {} };
  const things = await prepareThings(door, platform.stack.urls['model'] ?? '');
  const report = await fuzz({ baseUrl, api, seed: SEED, rounds: ROUNDS, things, concurrency: 8 });
  const { requests, answers, succeeded, faults } = report;
  console.log(
    `${api.operations.length} operations, ${requests} requests (seed ${SEED}): ${JSON.stringify(answers)}, ` +
      `${succeeded.size} operations answered well, ${faults.length} faults`,
  );
  expect(faults).toEqual([]);
  expect((await fetch(`${baseUrl}/readyz`)).status).toBe(200);
  // The others do what can be done once, or wait for what is not there: a question to a person, an upload.
  expect(succeeded.size).toBeGreaterThan(api.operations.length * 0.75);
}, 3_600_000);

test('the committed document is the one that is served', async () => {
  const served = (await (await fetch(`${platform.stack.urls.gateway}/openapi.json`)).json()) as unknown;
  const file = new URL('../../clients/openapi.json', import.meta.url);
  expect(served).toEqual(JSON.parse(await readFile(file, 'utf8')));
});
