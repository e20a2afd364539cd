import { describe, expect, test } from 'vitest';
import { judgeSkew } from './checks/clocks.ts';
import { judgeRoom } from './checks/disk.ts';
import { judgeVariables } from './checks/environment.ts';
import { CHECKS } from './checks/index.ts';
import { judgeKeys } from './checks/keys.ts';
import { readDeployment } from './deployment.ts';
import { runChecks, worstOf } from './run-checks.ts';

describe('variables that nobody reads', () => {
  test.each([
    ['REDDIS_URL', 'Write REDIS_URL, or remove it.'],
    ['DATABSE_URL', 'Write DATABASE_URL, or remove it.'],
    ['RUNTIME_LLM_MODLE', 'Write RUNTIME_LLM_MODEL, or remove it.'],
    ['RUN_CONCURENCY', 'Write RUN_CONCURRENCY, or remove it.'],
    ['NEX_SOMETHING_WHOLLY_DIFFERENT', 'Remove it; docs/operating.md lists all.'],
  ])('%s is named', (name, todo) => {
    expect(judgeVariables(['PATH', name])).toEqual([
      { subject: name, level: 'warn', says: 'is set, and nobody reads it', todo },
    ]);
  });

  test('those of others are left alone', () => {
    const foreign = [
      'HOME',
      'HOSTNAME',
      'PATH',
      'LOGNAME',
      'GIT_AUTHOR_NAME',
      'npm_config_cache',
      'OTEL_SDK_DISABLED',
    ];
    expect(judgeVariables([...foreign, 'REDIS_URL'])).toEqual([
      { subject: 'variables', level: 'ok', says: "1 of the platform's are set, none is unknown" },
    ]);
  });
});

test.each([
  [200, 10, 'ok'],
  [1500, 1200, 'ok'],
  [1500, 10, 'warn'],
  [-60_000, 10, 'fail'],
])('a clock that is off by %d ms, asked in %d ms, is %s', (skewMs, tookMs, level) => {
  expect(judgeSkew('runtime', skewMs, tookMs).level).toBe(level);
});

const GIB = 1024 ** 3;
test.each([
  [100, 1000, 'ok'],
  [20, 1000, 'ok'],
  [4, 1000, 'warn'],
  [0.4, 1000, 'fail'],
  [4, 10, 'ok'],
])('%d GiB free of %d GiB is %s', (free, size, level) => {
  expect(judgeRoom('data folder', free * GIB, size * GIB).level).toBe(level);
});

test('keys that run out soon are named, revoked ones and those without an end are not', () => {
  const now = Date.parse('2026-06-01T00:00:00Z');
  const key = (id: string, rest: object) => ({ id, name: id, ...rest });
  const findings = judgeKeys(
    [
      key('soon', { expiresAt: '2026-06-04T12:00:00Z' }),
      key('over', { expiresAt: '2026-05-30T00:00:00Z' }),
      key('later', { expiresAt: '2027-01-01T00:00:00Z' }),
      key('revoked', { expiresAt: '2026-06-02T00:00:00Z', revokedAt: '2026-05-01T00:00:00Z' }),
      key('endless', { expiresAt: null }),
    ],
    now,
  );
  expect(findings.map(({ subject, says }) => [subject, says])).toEqual([
    ['soon', 'soon runs out in 3 days'],
    ['over', 'over has run out'],
  ]);
});

test('the worst finding decides', () => {
  const at = (level: 'ok' | 'warn' | 'fail') => ({ subject: 'x', level, says: '' });
  expect(worstOf([at('ok'), at('fail'), at('warn')])).toBe('fail');
  expect(worstOf([at('ok'), at('warn')])).toBe('warn');
  expect(worstOf([])).toBe('ok');
});

test('where nothing runs, every finding that is not well says what to do, and no secret shows', async () => {
  const dead = 'http://127.0.0.1:9';
  const env = {
    DATABASE_URL: 'postgres://nex:a-secret@127.0.0.1:9/nex',
    REDIS_URL: 'redis://:a-secret@127.0.0.1:9',
    LLM_BASE_URL: `${dead}/v1`,
    LLM_MODEL: 'none',
    LLM_API_KEY: 'a-secret',
    RUNTIME_HTTP_URL: dead,
    GENERATOR_HTTP_URL: dead,
    PIPELINE_HTTP_URL: dead,
    NEX_URL: dead,
    NEX_DATA_DIR: '/proc/nowhere',
  };
  const deployment = readDeployment(env, '/nowhere', undefined);
  const { signal } = new AbortController();
  const names = [
    'environment',
    'services',
    'database',
    'migrations',
    'redis',
    'models',
    'disk',
    'clocks',
    'keys',
  ];
  const findings = await runChecks({ deployment, signal }, { names });
  const failed = new Set(findings.filter(({ level }) => level === 'fail').map(({ check }) => check));
  expect([...failed].sort()).toEqual([
    'clocks',
    'database',
    'disk',
    'migrations',
    'models',
    'redis',
    'services',
  ]);
  for (const finding of findings) expect(finding.level === 'ok' || (finding.todo ?? '') !== '').toBe(true);
  expect(JSON.stringify(findings)).not.toContain('a-secret');
  expect(JSON.stringify(findings)).not.toContain('It took longer');
});

test('each check has a name of its own and says what it is about', () => {
  expect(new Set(CHECKS.map(({ name }) => name)).size).toBe(CHECKS.length);
  for (const { about } of CHECKS) expect(about).toMatch(/^\S.{10,}/);
});
