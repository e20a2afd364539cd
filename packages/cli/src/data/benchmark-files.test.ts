import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type CreateBuild, NexError, type SendBenchmarkFile } from '@nex/core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { sendBenchmarks } from './benchmark-files.ts';

const digest = `sha256:${'1'.repeat(64)}`;
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'nex-benchmarks-'));
  await mkdir(join(folder, 'tasks'));
  await writeFile(join(folder, 'tasks', 'gaia.jsonl'), '{"question":"When?"}\n');
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const request = (...benchmarks: { name: string; file?: string; lines?: string[] }[]): CreateBuild => ({
  frameworkId: 'fw_1',
  quality: { judge: {}, decontamination: { gram: 11, benchmarks } },
});

async function send(given: CreateBuild, refusal?: NexError) {
  const bodies: SendBenchmarkFile[] = [];
  const told: string[] = [];
  const client = {
    benchmarkFiles: {
      async send(body: SendBenchmarkFile) {
        bodies.push(body);
        if (refusal) throw refusal;
        return { digest, format: 'jsonl' as const, bytes: 1, lines: 1, words: 1 };
      },
    },
  };
  const options = {
    buildFile: join(folder, 'build.yaml'),
    signal: new AbortController().signal,
    onSent: (name: string, lines: number) => void told.push(`${name} ${lines}`),
  };
  return { made: await sendBenchmarks(client, given, options), bodies, told };
}

test('files are sent and named by their digests; all else stays', async () => {
  const { made, bodies, told } = await send(
    request({ name: 'GAIA', file: 'tasks/gaia.jsonl' }, { name: 'Own', lines: ['A task.'] }),
  );
  expect(bodies).toEqual([{ format: 'jsonl', text: '{"question":"When?"}\n' }]);
  expect(told).toEqual(['GAIA 1']);
  expect(made).toEqual({
    frameworkId: 'fw_1',
    quality: {
      judge: {},
      decontamination: {
        gram: 11,
        benchmarks: [
          { name: 'GAIA', digest },
          { name: 'Own', lines: ['A task.'] },
        ],
      },
    },
  });
});

test('a file that is not there is told by the path that was written', async () => {
  await expect(send(request({ name: 'A', file: 'tasks/none.txt' }))).rejects.toMatchObject({
    code: 'not_found',
    where: 'tasks/none.txt',
  });
});

test('a line that the pipeline refuses is told with the path', async () => {
  const refusal = new NexError('invalid_request', 'A line of the benchmark is no JSON.', { where: 'text:7' });
  await expect(send(request({ name: 'A', file: 'tasks/gaia.jsonl' }), refusal)).rejects.toMatchObject({
    code: 'invalid_request',
    where: 'tasks/gaia.jsonl:7',
  });
});

test('a request without benchmarks stays as it is', async () => {
  const given = { frameworkId: 'fw_1' };
  expect((await send(given)).made).toBe(given);
});
