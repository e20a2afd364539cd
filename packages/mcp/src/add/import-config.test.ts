import { expect, test } from 'vitest';
import { importConfig } from './import-config.ts';

test('mcpServers: npx becomes the package, values that are secrets do not come along', () => {
  const file = {
    mcpServers: {
      time: {
        command: 'npx',
        args: ['-y', 'time-mcp@1.0.6', '--utc'],
        env: { LEVEL: 'info', API_TOKEN: 's3cret' },
      },
      own: { command: '/usr/bin/server', args: ['a'] },
      far: {
        type: 'http',
        url: 'https://tools.example.com/mcp',
        headers: { Authorization: 'Bearer abc', 'X-Team': 'a' },
      },
    },
  };
  const drafts = importConfig(JSON.stringify(file));
  expect(drafts).toEqual([
    {
      name: 'time',
      source: { kind: 'package', name: 'time-mcp', range: '1.0.6' },
      args: ['--utc'],
      env: { LEVEL: 'info' },
      headers: {},
      keys: ['API_TOKEN'],
    },
    {
      name: 'own',
      source: { kind: 'command', command: '/usr/bin/server' },
      args: ['a'],
      env: {},
      headers: {},
      keys: [],
    },
    {
      name: 'far',
      source: { kind: 'url', url: 'https://tools.example.com/mcp' },
      args: [],
      env: {},
      headers: { Authorization: '${AUTHORIZATION}', 'X-Team': 'a' },
      keys: ['AUTHORIZATION'],
    },
  ]);
  expect(JSON.stringify(drafts)).not.toMatch(/s3cret|Bearer/);
});

test('VS Code: servers, inputs, comments and commas at the end', () => {
  const text = `{
    // keys are asked for
    "inputs": [{ "id": "key", "type": "promptString", "password": true }],
    "servers": {
      "maps": { "type": "stdio", "command": "npx", "args": ["@scope/maps-mcp"], "env": { "MAPS": "\${input:key}" }, },
    },
  }`;
  expect(importConfig(text)).toMatchObject([
    { name: 'maps', source: { kind: 'package', name: '@scope/maps-mcp' }, env: {}, keys: ['MAPS'] },
  ]);
});

test.each([
  [
    'new spelling',
    {
      registryType: 'npm',
      identifier: 'time-mcp',
      version: '1.0.6',
      packageArguments: [{ type: 'named', name: '--zone', value: 'UTC' }],
      environmentVariables: [
        { name: 'KEY', isSecret: true },
        { name: 'MODE', default: 'fast' },
      ],
    },
  ],
  [
    'old spelling',
    {
      registry_type: 'npm',
      identifier: 'time-mcp',
      version: '1.0.6',
      package_arguments: [{ type: 'named', name: '--zone', value: 'UTC' }],
      environment_variables: [
        { name: 'KEY', is_secret: true },
        { name: 'MODE', default: 'fast' },
      ],
    },
  ],
])('server.json, %s', (_title, row) => {
  expect(
    importConfig(JSON.stringify({ name: 'io.example/time', description: 'Time.', packages: [row] })),
  ).toEqual([
    {
      name: 'time',
      summary: 'Time.',
      source: { kind: 'package', name: 'time-mcp', range: '1.0.6' },
      args: ['--zone', 'UTC'],
      env: { MODE: 'fast' },
      headers: {},
      keys: ['KEY'],
    },
  ]);
});

test('server.json with an address', () => {
  const file = {
    name: 'io.example/far',
    remotes: [{ type: 'streamable-http', url: 'https://far.example.com/mcp' }],
  };
  expect(importConfig(JSON.stringify(file))).toMatchObject([
    { source: { kind: 'url', url: 'https://far.example.com/mcp' } },
  ]);
});

test.each(['not json', '{}', '{"name":"x","packages":[]}'])(
  '%s is refused with the forms that are known',
  (text) => {
    expect(() => importConfig(text)).toThrow(/in a form that is known/);
  },
);
