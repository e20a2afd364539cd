/** The command line from `up` to `down`, as a person or a script uses it. */
import { existsSync } from 'node:fs';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { nodeBinary, REPOSITORY, runCommand, stopStack } from '@nex/cli/stack';
import type { Build, Framework, Manifest, Run } from '@nex/core';
import { createTestDatabase, type TestDatabase, takeTurn } from '@nex/testkit';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { watchProcess } from './support/process.ts';
import { SENTENCE } from './support/story.ts';

const MAIN = join(REPOSITORY, 'packages/cli/src/main.ts');

const TEMPLATE =
  '{% for m in messages %}[{{ m.role }}]{{ m.content }}{{ m.tool_calls | tojson if m.tool_calls }}\n{% endfor %}{% if add_generation_prompt %}[assistant]{% endif %}';

let home: string;
let database: TestDatabase;
let env: NodeJS.ProcessEnv;

beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'nex-command-line-'));
  database = await createTestDatabase({ services: [] });
  const inherited = Object.entries(process.env).filter(([name]) => !/^(REDIS|LLM|NEX|VITEST)/.test(name));
  env = { ...Object.fromEntries(inherited), NEX_HOME: home, DATABASE_URL: database.url };
});
afterAll(async () => {
  await stopStack(home);
  await database.drop();
  await rm(home, { recursive: true, force: true });
});

const nex = (...args: string[]) => runCommand(nodeBinary(), [MAIN, ...args], { env, cwd: home });

async function nexJson<T>(...args: string[]): Promise<T> {
  const { exitCode, stdout, stderr } = await nex(...args, '--json');
  expect(exitCode, stderr).toBe(0);
  expect(stderr).toBe('');
  return JSON.parse(stdout) as T;
}

/** Fetched into `mine`. */
async function exported(build: string, ...options: string[]): Promise<Manifest> {
  const { exitCode, stderr } = await nex('export', build, ...options, '--out', 'mine');
  expect(exitCode, stderr).toBe(0);
  return JSON.parse(await readFile(join(home, 'mine', 'manifest.json'), 'utf8')) as Manifest;
}

test('up, generate, lint, run, build, attach, export, down', async () => {
  await using _ = await takeTurn('documented ports');
  const { urls } = await nexJson<{ urls: { gateway: string } }>('up', '--detach');
  expect(urls.gateway).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
  const status = await nexJson<{ running: boolean; processes: { name: string; state: string }[] }>('status');
  expect(status.processes.map(({ name, state }) => `${name} ${state}`)).toEqual([
    'gateway ready',
    'generator ready',
    'offline-model ready',
    'pipeline ready',
    'runtime ready',
  ]);
  expect((await nexJson<{ applied: string[] }>('migrate')).applied).toEqual([]);

  const framework = await nexJson<Framework>('generate', SENTENCE, '--out', 'bundle');
  expect(existsSync(join(home, 'bundle/framework.yaml'))).toBe(true);
  expect((await nexJson<{ ok: boolean }>('lint', 'bundle')).ok).toBe(true);

  const question = 'What is 12 times 12?';
  for (const source of ['bundle', framework.id, framework.digest ?? '']) {
    const run = await nexJson<Run>('run', source, question);
    expect(run).toMatchObject({ state: 'completed', frameworkDigest: framework.digest });
  }
  const followed = await nex('run', framework.id, question, '--follow');
  expect(followed.exitCode).toBe(0);
  expect(followed.stderr).toContain('RUN_STARTED');
  expect(followed.stderr).toContain('RUN_FINISHED');

  const building = watchProcess(MAIN, ['build', framework.id, '--queries', '24', '--concurrency', '2'], env);
  const id = /build (build_\w+)/.exec(await building.saw(/run-agents: [1-9]/))?.[1] ?? '';
  building.send('SIGINT');
  const left = await building.ended;
  expect(left.exitCode).toBe(130);
  expect(left.output).toContain(`hint: Come back with: nex build --attach ${id}`);
  const build = await nexJson<Build>('build', '--attach', id);
  expect(build).toMatchObject({ id, state: 'completed', funnel: { runs: { completed: 24 } } });

  const fetched = await nex('export', id, '--verify');
  expect(fetched.stdout).toMatch(new RegExp(`files, [\\d,]+ bytes in out/${id}, verified`));
  expect(existsSync(join(home, 'out', id, 'manifest.json'))).toBe(true);

  await writeFile(join(home, 'chat.jinja'), TEMPLATE);
  await writeFile(
    join(home, 'formats.yaml'),
    'exporter: chat-template\nname: mine\ntemplate: { sourceFile: chat.jinja }\n',
  );
  const mine = await exported(id, '--format', 'hermes', '--format-file', 'formats.yaml', '--verify');
  expect(mine.formats?.map(({ name, rows }) => [name, rows > 0])).toEqual([
    ['hermes', true],
    ['mine', true],
  ]);
  // Another version takes the place of the first.
  expect((await exported(id, '--version', '1')).dataSet?.version).toBe(1);
  expect(await readdir(join(home, 'mine'))).not.toContain('hermes');
  await writeFile(
    join(home, 'formats.yaml'),
    '[{ exporter: chat-template, template: { source: "{% if %}" } }]',
  );
  const wrong = await nex('export', id, '--format-file', 'formats.yaml');
  expect(wrong.exitCode).toBe(1);
  expect(wrong.stderr).toMatch(/^error invalid_request: .+ \(formats\[0\]\.template\.source:1\)\nhint: /);

  const missing = await nex('export', 'build_00000000000000000000000000');
  expect(missing.exitCode).toBe(1);
  expect(missing.stderr).toMatch(/^error not_found: .+\nhint: /);

  const down = await nexJson<{ stopped: string[] }>('down');
  expect(down.stopped).toEqual(['gateway', 'generator', 'offline-model', 'pipeline', 'runtime']);
  expect((await nex('status')).exitCode).toBe(3);
});
