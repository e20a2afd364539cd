/** What cannot be built is refused with a reason, and nothing is stored. */

import { Build } from '@nex/core';
import { sql } from '@nex/postgres';
import { FrameworkState } from '@nex/rpc';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { RunningPipeline } from '../src/service.ts';
import { FRAMEWORK_ID } from './support/framework.ts';
import { call, create, finish, type Surroundings, setUp, startOn } from './support/surroundings.ts';

let around: Surroundings;
let pipeline: RunningPipeline;
beforeAll(async () => {
  around = await setUp();
  around.generator.states.set('fw_running', FrameworkState.RUNNING);
  around.generator.states.set('fw_failed', FrameworkState.FAILED);
  pipeline = await startOn(around);
});
afterAll(async () => {
  await pipeline[Symbol.asyncDispose]();
  await around[Symbol.asyncDispose]();
});

const builds = async () => (await around.pool.query(sql`select id from pipeline.builds`)).rowCount;

describe('POST /v1/builds', () => {
  test.each([
    [{}, 400, 'invalid_request', 'frameworkId'],
    [{ frameworkId: FRAMEWORK_ID, colour: 'red' }, 400, 'invalid_request', 'colour'],
    [{ frameworkId: FRAMEWORK_ID, queries: 0 }, 400, 'invalid_request', 'queries'],
    [{ frameworkId: FRAMEWORK_ID, queries: 2.5 }, 400, 'invalid_request', 'queries'],
    [{ frameworkId: FRAMEWORK_ID, queries: '12' }, 400, 'invalid_request', 'queries'],
    [{ frameworkId: FRAMEWORK_ID, samples: 65 }, 400, 'invalid_request', 'samples'],
    [{ frameworkId: FRAMEWORK_ID, languages: [] }, 400, 'invalid_request', 'languages'],
    [{ frameworkId: FRAMEWORK_ID, languages: ['fr'] }, 400, 'invalid_request', 'languages'],
    [{ frameworkId: FRAMEWORK_ID, difficulty: { easy: 1 } }, 400, 'invalid_request', 'difficulty'],
    [
      { frameworkId: FRAMEWORK_ID, difficulty: { easy: 0.9, medium: 0.9, hard: 0 } },
      400,
      'build_invalid',
      '1.8',
    ],
    [{ frameworkId: FRAMEWORK_ID, difficulty: { easy: 2, medium: -1, hard: 0 } }, 400, 'build_invalid', '2'],
    [{ frameworkId: FRAMEWORK_ID, queries: 50_000, samples: 40 }, 400, 'build_invalid', '2000000'],
    [{ frameworkId: FRAMEWORK_ID, formats: [] }, 400, 'invalid_request', 'formats'],
    [{ frameworkId: FRAMEWORK_ID, formats: [{ exporter: 'word' }] }, 400, 'invalid_request', 'exporter'],
    [
      { frameworkId: FRAMEWORK_ID, formats: [{ exporter: 'hermes' }, { exporter: 'glm45', name: 'hermes' }] },
      400,
      'invalid_request',
      'Two formats have the name hermes',
    ],
    [{ frameworkId: FRAMEWORK_ID, split: { train: 0.9 } }, 400, 'invalid_request', 'split'],
    [{ frameworkId: 'fw_nothing' }, 404, 'not_found', 'fw_nothing'],
    [{ frameworkId: 'fw_running' }, 409, 'conflict', 'Wait until it is ready'],
    [{ frameworkId: 'fw_failed' }, 409, 'conflict', 'Generate the framework again'],
  ])('%j: %i %s, saying %s', async (body, status, code, text) => {
    const answer = await call(pipeline.httpUrl, 'POST', '/v1/builds', body);
    expect(answer).toMatchObject({ status, body: { code, status } });
    expect(JSON.stringify(answer.body)).toContain(text);
    expect(await builds()).toBe(0);
  });

  test('a repeated idempotency key gives the same build; another body under it is a conflict', async () => {
    const body = { frameworkId: FRAMEWORK_ID, queries: 2 };
    const headers = { 'idempotency-key': 'key-1' };
    const answers = await Promise.all(
      [1, 2, 3].map(() => call(pipeline.httpUrl, 'POST', '/v1/builds', body, headers)),
    );
    const ids = [...new Set(answers.map(({ body: answer }) => Build.parse(answer).id))];
    expect(ids).toHaveLength(1);
    expect(await builds()).toBe(1);
    const other = await call(pipeline.httpUrl, 'POST', '/v1/builds', { ...body, queries: 3 }, headers);
    expect(other).toMatchObject({ status: 409, body: { code: 'conflict' } });
    await finish(pipeline.httpUrl, ids.join());
  });
});

describe('a build', () => {
  test.each([
    ['GET', '/v1/builds/build_none'],
    ['GET', '/v1/builds/build_none/events'],
    ['POST', '/v1/builds/build_none/cancel'],
    ['POST', '/v1/builds/build_none/resume'],
    ['GET', '/v1/builds/build_none/review'],
    ['GET', '/v1/builds/build_none/files'],
    ['GET', '/v1/builds/build_none/files/manifest.json'],
  ])('%s %s is not found', async (method, path) => {
    expect(await call(pipeline.httpUrl, method, path)).toMatchObject({
      status: 404,
      body: { code: 'not_found' },
    });
  });

  test('serves the files of its data set, and nothing beside them', async () => {
    const { id } = await finish(pipeline.httpUrl, (await create(pipeline.httpUrl, { queries: 3 })).id);
    const { body } = await call(pipeline.httpUrl, 'GET', `/v1/builds/${id}/files`);
    const { items: files } = body as { items: { path: string; bytes: number }[] };
    expect(files.map(({ path }) => path)).toEqual([
      'README.md',
      'SHA256SUMS',
      'charts/difficulty-language.svg',
      'charts/funnel.svg',
      'charts/splits.svg',
      'charts/tokens.svg',
      'charts/tools.svg',
      'charts/turns.svg',
      'croissant.json',
      'data/train-00000.jsonl',
      'data/train-00000.parquet',
      'manifest.json',
    ]);
    for (const { path, bytes } of files) {
      const response = await fetch(`${pipeline.httpUrl}/v1/builds/${id}/files/${path}`);
      expect((await response.arrayBuffer()).byteLength).toBe(bytes);
    }
    for (const path of [
      '..%2f..%2fsecret',
      '%2e%2e/manifest.json',
      'data',
      'data/',
      '%2fetc%2fpasswd',
      'nothing.json',
    ]) {
      const response = await fetch(`${pipeline.httpUrl}/v1/builds/${id}/files/${path}`);
      expect([path, response.status]).toEqual([path, 404]);
    }
  });

  test('that has completed can be neither cancelled nor resumed', async () => {
    const { id } = await finish(pipeline.httpUrl, (await create(pipeline.httpUrl, { queries: 1 })).id);
    for (const verb of ['cancel', 'resume']) {
      expect(await call(pipeline.httpUrl, 'POST', `/v1/builds/${id}/${verb}`)).toMatchObject({
        status: 409,
        body: { code: 'conflict' },
      });
    }
  });

  test('is listed with the others, newest first, page by page', async () => {
    const seen: string[] = [];
    for (let cursor: string | null = ''; cursor !== null; ) {
      const query: string = cursor === '' ? '' : `&cursor=${cursor}`;
      const { body } = await call(pipeline.httpUrl, 'GET', `/v1/builds?limit=1${query}`);
      const page = body as { items: { id: string }[]; nextCursor: string | null };
      seen.push(...page.items.map(({ id }) => id));
      cursor = page.nextCursor;
    }
    expect(seen).toEqual([...seen].sort().reverse());
    expect(seen).toHaveLength((await builds()) ?? 0);
  });
});

test('the service says that it is ready, and describes its API', async () => {
  expect(await call(pipeline.httpUrl, 'GET', '/readyz')).toMatchObject({ status: 200 });
  const { body } = await call(pipeline.httpUrl, 'GET', '/openapi.json');
  const paths = Object.keys((body as { paths: object }).paths);
  expect(paths.filter((path) => path.startsWith('/v1/builds'))).toHaveLength(18);
  expect(paths.filter((path) => !path.startsWith('/v1/builds')).sort()).toEqual([
    '/v1/activity/builds',
    '/v1/benchmark-files',
    '/v1/data-sets',
    '/v1/data-sets/{id}',
    '/v1/data-sets/{id}/diff',
    '/v1/data-sets/{id}/facets',
    '/v1/data-sets/{id}/rows',
    '/v1/data-sets/{id}/rows/{rowId}',
    '/v1/data-sets/{id}/rows/{rowId}/lineage',
    '/v1/data-sets/{id}/versions',
    '/v1/data-sets/{id}/versions/{version}/manifest',
    '/v1/import-files',
    '/v1/imports',
    '/v1/imports/{id}/rejections',
    '/v1/models/{tag}:pause',
    '/v1/models/{tag}:resume',
    '/v1/rollout-batches',
    '/v1/rollout-batches/{id}',
    '/v1/rollout-batches/{id}/cancel',
    '/v1/rollouts/{id}',
    '/v1/rollouts/{id}/chat/completions',
    '/v1/rollouts/{id}/end',
    '/v1/tokenizers/{digest}',
    '/v1/trajectories/{runId}/verdicts',
    '/v1/trajectories:ack',
    '/v1/trajectories:lease',
  ]);
});
