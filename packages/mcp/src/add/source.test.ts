import { expect, test } from 'vitest';
import { parseSource, sourceOfCommand } from './source.ts';

test.each([
  ['time-mcp', { kind: 'package', name: 'time-mcp' }],
  ['time-mcp@1.0.6', { kind: 'package', name: 'time-mcp', range: '1.0.6' }],
  ['@scope/a.b@^2', { kind: 'package', name: '@scope/a.b', range: '^2' }],
  ['./server.js', { kind: 'command', command: './server.js' }],
  ['/usr/bin/server', { kind: 'command', command: '/usr/bin/server' }],
  ['https://host/mcp', { kind: 'url', url: 'https://host/mcp' }],
])('%s', (text, source) => {
  expect(parseSource(text)).toEqual(source);
});

test.each(['', 'two words', 'http://', '@scope'])('%j is refused', (text) => {
  expect(() => parseSource(text)).toThrow(/no package, no path of a command and no address/);
});

test('a runner of packages is looked through', () => {
  expect(sourceOfCommand('/usr/bin/npx', ['--yes', '-p', 'a@1.0.0', 'b'])).toEqual({
    source: { kind: 'package', name: 'a', range: '1.0.0' },
    args: ['b'],
  });
  expect(sourceOfCommand('node', ['x.js']).source).toEqual({ kind: 'command', command: 'node' });
});
