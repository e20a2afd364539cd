import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { catalogueServer, loadCatalogue } from './load.ts';

const entry = {
  name: 'one',
  title: 'One',
  summary: 'One server',
  package: 'time-mcp',
  version: '1.0.6',
  licence: 'MIT',
  domain: 'time',
  domains: ['time'],
  runtime: 'node',
  entry: 'dist/index.js',
  isolation: 'shared',
  state: { where: 'none', reset: 'none' },
  parallel: 'safe',
  deterministic: true,
  tools: [{ name: 'current_time', repeatable: true }],
};

async function load(changes: Record<string, unknown>, file = 'one.yaml') {
  const directory = await mkdtemp(join(tmpdir(), 'nex-catalogue-'));
  onTestFinished(() => rm(directory, { recursive: true, force: true }));
  await writeFile(join(directory, file), JSON.stringify({ ...entry, ...changes }));
  return loadCatalogue(directory);
}

test('a valid entry gets its defaults and can be started; its digest does not depend on its place', async () => {
  const catalogue = await load({});
  const [one] = catalogue.entries;
  expect(one).toMatchObject({
    timeout_ms: 15_000,
    workspace_alias: '/workspace',
    protocol: 'legacy',
    keys: [],
  });
  expect(one?.launch).toMatchObject({ ok: true, plan: { command: process.execPath } });
  expect((await load({})).digest).toBe(catalogue.digest);
  expect((await load({ title: 'Two' })).digest).not.toBe(catalogue.digest);
  expect(() => catalogueServer(catalogue, 'two')).toThrow(/no server two/);
});

test.each([
  ['an unknown key', { timeout: 3 }, 'one.yaml: timeout', /timeout: unknown key/],
  [
    'an unknown key below',
    { state: { where: 'x', reset: 'none', sed: 1 } },
    'one.yaml: state.sed',
    /unknown key/,
  ],
  ['a range as version', { version: '^1.0.6' }, 'one.yaml: version', /exact version/],
  ['another version than installed', { version: '1.0.5' }, 'one.yaml: version', /1\.0\.6 is installed/],
  ['node without a package', { package: undefined }, 'one.yaml: package', /is needed/],
  ['per-run without a reset', { isolation: 'per-run' }, 'one.yaml: state', /swap-directory/],
  [
    'per-run without a place for the state',
    { isolation: 'per-run', state: { where: 'x', reset: 'swap-directory' } },
    'one.yaml: args',
    /STATE_DIR/,
  ],
  [
    'a daemon for another isolation',
    { daemon: { command: ['x'] } },
    'one.yaml: daemon',
    /only for isolation daemon/,
  ],
  [
    'a leased server that is swapped',
    { isolation: 'leased', state: { where: 'x', reset: 'swap-directory' } },
    'one.yaml: state',
    /none or restart/,
  ],
  ['a daemon that is not described', { isolation: 'daemon' }, 'one.yaml: daemon', /is needed/],
  ['a server over HTTP without its port', { isolation: 'browser', browser: {} }, 'one.yaml: args', /PORT/],
  ['a tool named twice', { tools: [...entry.tools, ...entry.tools] }, 'one.yaml: tools', /twice/],
  [
    'a seed outside the state',
    { state: { where: 'x', reset: 'none', seed: { '../x': '' } } },
    'one.yaml: state.seed.../x',
    /seed/,
  ],
  ['a name unlike the file', { name: 'two' }, 'one.yaml: name', /names its server two/],
])('%s is an error with file and key', async (_title, changes, where, message) => {
  await expect(load(changes)).rejects.toMatchObject({
    code: 'catalogue_invalid',
    where,
    message: expect.stringMatching(message),
    hint: expect.any(String),
  });
});

test.each([
  ['package', { package: 'no-such-package-here' }, /npm install/],
  ['entry', { entry: 'dist/none.js' }, /key entry/],
  ['command', { runtime: 'command', command: 'no-such-command-here' }, /Install the command/],
])('a %s that is not there makes only that entry unusable', async (_title, changes, hint) => {
  const [one] = (await load(changes)).entries;
  expect(one?.launch).toMatchObject({
    ok: false,
    failure: { code: 'catalogue_invalid', where: 'one', hint: expect.stringMatching(hint) },
  });
});

test('a directory without entries, and one that is not there, are errors', async () => {
  await expect(load({}, 'one.txt')).rejects.toMatchObject({ code: 'catalogue_invalid' });
  await expect(loadCatalogue('/no/such/directory')).rejects.toMatchObject({ code: 'catalogue_invalid' });
});
