/** What a running platform tells of itself: its metrics after work of every kind, and what nex doctor finds. */

import { runProgram } from '@nex/cli';
import { METRICS, type MetricName, NODE_METRICS, prometheusName } from '@nex/core';
import { createPool, execute, sql } from '@nex/postgres';
import { startTestStack, type TestStack } from '@nex/testkit';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { makeBuild, makeFramework } from './support/story.ts';

let platform: TestStack;
beforeAll(async () => {
  const prices = { 'nex-offline-1': { inputPerMillionUsd: 1, outputPerMillionUsd: 4 } };
  platform = await startTestStack({ env: { MODEL_PRICES: JSON.stringify(prices) } });
});
afterAll(() => platform[Symbol.asyncDispose]());

const definitions = new Map(
  Object.entries({ ...METRICS, ...NODE_METRICS }).map(([name, one]) => [prometheusName(name, one.kind), one]),
);

/** Needs a fault, a stream of a model, a command of an agent, a cassette, a bad trajectory or a webhook. */
const UNTOUCHED: readonly MetricName[] = [
  'nex_model_retries_total',
  'nex_model_first_chunk_seconds',
  'nex_sandbox_starts_total',
  'nex_sandbox_start_duration_seconds',
  'nex_postgres_wait_seconds',
  'nex_cassette_calls_total',
  'nex_trajectories_dropped_total',
  'nex_webhook_tries_total',
];

describe('metrics', () => {
  const texts = new Map<string, string>();
  beforeAll(async () => {
    const framework = await makeFramework(platform.client);
    await makeBuild(platform.client, { frameworkId: framework.id, queries: 6 });
    for (const name of ['gateway', 'runtime', 'generator', 'pipeline'] as const) {
      const answer = await fetch(`${platform.stack.urls[name]}/metrics`);
      expect(answer.headers.get('content-type')).toContain('text/plain; version=0.0.4');
      texts.set(name, await answer.text());
    }
  }, 240_000);

  test('each is in the table, with the labels of the table', () => {
    for (const [service, text] of texts) {
      const told = [...text.matchAll(/^# TYPE (\S+) (\S+)$/gm)];
      for (const [, name = '', type = ''] of told) {
        const definition = definitions.get(name);
        expect(definition, name).toBeDefined();
        expect(type, name).toBe(definition?.kind === 'updown' ? 'gauge' : definition?.kind);
      }
      for (const [, name = '', labels = ''] of text.matchAll(
        /^(\w+?)(?:_bucket|_sum|_count)?\{(.*)\} \S+$/gm,
      )) {
        const definition = definitions.get(name);
        if (!definition) continue;
        const names = [...labels.matchAll(/(\w+)="/g)].map(([, label]) => label);
        const own = definition.labels.map((label) => prometheusName(label, 'gauge'));
        expect(
          names.filter((label) => ![...own, 'service_name', 'le'].includes(label ?? '')),
          name,
        ).toEqual([]);
        expect(labels).toContain(`service_name="${service}"`);
        expect(labels).not.toMatch(/"(run|build|fw|lease|key)_[0-9a-z]{8}/);
      }
    }
  });

  test('each of the table is told after a framework and a build', () => {
    const told = new Set(
      [...texts.values()].flatMap((text) => [...text.matchAll(/^# TYPE (\S+)/gm)].map(([, name]) => name)),
    );
    const missing = Object.entries(METRICS)
      .filter(([name, { kind }]) => !told.has(prometheusName(name, kind)))
      .map(([name]) => name)
      .filter((name) => !UNTOUCHED.some((one) => one === name));
    expect(missing).toEqual([]);
  });

  test('they count what was done', () => {
    const sum = (service: string, pattern: RegExp) =>
      [...(texts.get(service) ?? '').matchAll(pattern)].reduce(
        (total, [, value]) => total + Number(value),
        0,
      );
    expect(sum('pipeline', /^nex_builds_total\{state="completed".*\} (\d+)$/gm)).toBe(1);
    expect(sum('generator', /^nex_frameworks_total\{outcome="ready".*\} (\d+)$/gm)).toBe(1);
    expect(sum('runtime', /^nex_runs_total\{.*level="root".*\} (\d+)$/gm)).toBe(6);
    expect(sum('runtime', /^nex_runs_in_flight\{.*\} (\S+)$/gm)).toBe(0);
    expect(sum('runtime', /^nex_tool_calls_total\{.*\} (\d+)$/gm)).toBeGreaterThan(6);
    expect(sum('runtime', /^nex_model_cost_usd_total\{.*\} (\S+)$/gm)).toBeGreaterThan(0);
    const kept = sum('pipeline', /^nex_trajectories_kept_total\{.*\} (\d+)$/gm);
    const dropped = sum('pipeline', /^nex_trajectories_dropped_total\{.*\} (\d+)$/gm);
    expect(kept + dropped).toBe(6);
  });
});

describe('nex doctor', () => {
  interface Report {
    exitCode: number;
    level: string;
    findings: { check: string; subject: string; level: string; says: string; todo?: string }[];
  }

  async function doctor(checks: string[], env: Record<string, string> = {}): Promise<Report> {
    const { urls } = platform.stack;
    let out = '';
    const exitCode = await runProgram(['doctor', ...checks, '--json'], {
      output: { out: (text) => void (out += text), err: () => {}, stream: process.stderr, isTerminal: false },
      env: {
        PATH: process.env['PATH'] ?? '',
        NEX_HOME: platform.home,
        NEX_URL: urls.gateway,
        DATABASE_URL: platform.databaseUrl,
        LLM_BASE_URL: urls.model ?? '',
        LLM_MODEL: 'nex-offline-1',
        ...env,
      },
      signal: new AbortController().signal,
    });
    return { exitCode, ...(JSON.parse(out) as Omit<Report, 'exitCode'>) };
  }
  const broken = ({ findings }: Report) =>
    findings.filter(({ level }) => level === 'fail').map(({ check, subject }) => `${check} ${subject}`);

  test('finds nothing broken where all is well', async () => {
    const report = await doctor([
      'environment',
      'services',
      'database',
      'migrations',
      'redis',
      'queue',
      'models',
      'clocks',
      'disk',
    ]);
    expect(broken(report)).toEqual([]);
    const subjects = report.findings.map(({ subject }) => subject);
    for (const subject of ['gateway', 'runtime', 'Postgres', 'pipeline', 'run.execute'])
      expect(subjects).toContain(subject);
    expect(report.findings.find(({ subject }) => subject === 'run.execute')?.says).toMatch(
      /0 wait.* [1-9]\d* workers/,
    );
  });

  test('names a Redis that is not there', async () => {
    const report = await doctor(['redis', 'services'], { REDIS_URL: 'redis://127.0.0.1:9' });
    expect(broken(report)).toEqual(['redis Redis']);
    expect([report.exitCode, report.level]).toEqual([2, 'fail']);
  });

  test('names a model server that is stopped, and the roles that ask it', async () => {
    const report = await doctor(['models', 'database'], { RUNTIME_LLM_BASE_URL: 'http://127.0.0.1:9999/v1' });
    expect(broken(report)).toEqual(['models runtime']);
    expect(report.findings.find(({ level }) => level === 'fail')?.todo).toBe(
      'Start the model server, or correct LLM_BASE_URL.',
    );
  });

  test('names a migration that is pending, and one that was changed', async () => {
    await using pool = createPool({ url: platform.databaseUrl, max: 1 });
    const { rows: before } = await pool.query<{ digest: string }>(
      sql`select digest from runtime.migrations where name = '0001_runs.sql'`,
    );
    await execute(pool, sql`delete from pipeline.migrations where name = '0014_review.sql'`);
    await execute(pool, sql`update runtime.migrations set digest = 'other' where name = '0001_runs.sql'`);
    const report = await doctor(['migrations']);
    const { digest } = before[0] ?? {};
    await execute(pool, sql`update runtime.migrations set digest = ${digest} where name = '0001_runs.sql'`);
    expect(
      report.findings
        .filter(({ level }) => level === 'fail')
        .map(({ subject, says }) => `${subject}: ${says}`),
    ).toEqual([
      'pipeline: not applied: 0014_review.sql',
      'runtime: changed after they were applied: 0001_runs.sql',
    ]);
  });

  test('names a variable that is misspelt, and ends with 1', async () => {
    const report = await doctor(['environment'], { REDDIS_URL: 'redis://x' });
    expect(report.exitCode).toBe(1);
    expect(report.findings.map(({ subject }) => subject)).toEqual(['REDDIS_URL']);
  });

  test('names a service that is down, and a queue that nobody works on', async () => {
    await platform.stack.kill('runtime', 'SIGKILL');
    await expect
      .poll(async () => broken(await doctor(['services'])), { interval: 200 })
      .toContain('services runtime');
    const report = await doctor(['queue']);
    expect(report.findings.find(({ subject }) => subject === 'run.execute')).toMatchObject({ level: 'warn' });
    await platform.stack.start('runtime');
  });

  test('refuses a check that there is not', async () => {
    const exitCode = await runProgram(['doctor', 'nonsense'], {
      output: { out: () => {}, err: () => {}, stream: process.stderr, isTerminal: false },
      env: { NEX_HOME: platform.home },
      signal: new AbortController().signal,
    });
    expect(exitCode).toBe(1);
  });
});
