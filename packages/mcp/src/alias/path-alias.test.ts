import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createPathAlias } from './path-alias.ts';

const options = {
  alias: '/workspace',
  statePath: '/data/mcp/slots/ab/fs-0/state',
  pathArguments: ['path', 'paths'],
  others: new Map([
    ['/data/mcp/slots/ab/fs-0/home', '/home/agent'],
    ['/data/mcp', '/state'],
    ['/srv/app/node_modules/x', '/package'],
  ]),
  hostRoots: new Set(['data', 'srv', 'home', 'etc', 'usr']),
};
const alias = createPathAlias(options);

test.each([
  ['/workspace', '/data/mcp/slots/ab/fs-0/state'],
  ['/workspace/a b/c.txt', '/data/mcp/slots/ab/fs-0/state/a b/c.txt'],
  ['a/b.txt', 'a/b.txt'],
  ['./a', './a'],
  ['/workspaces/x', '/workspaces/x'],
  ['/etc/passwd', '/etc/passwd'],
  ['/workspace/a/../b', '/data/mcp/slots/ab/fs-0/state/b'],
  ['/workspace/../x', '/x'],
  ['../../x', '/x'],
  ['a/../../workspace/b', '/data/mcp/slots/ab/fs-0/state/b'],
  ['/workspace/a\n/workspace/b', '/workspace/a\n/workspace/b'],
])('path argument %j goes to the server as %j', (path, expected) => {
  expect(alias.toServer({ path, paths: [path], content: path })).toEqual({
    path: expected,
    paths: [expected],
    content: path,
  });
});

test('without named path arguments every string that is a path below the alias is translated, dots stay', () => {
  const any = createPathAlias({ ...options, pathArguments: undefined });
  expect(any.toServer({ deep: [{ x: '/workspace/a' }], text: 'see /workspace/a', up: '../x', n: 1 })).toEqual(
    {
      deep: [{ x: `${options.statePath}/a` }],
      text: 'see /workspace/a',
      up: '../x',
      n: 1,
    },
  );
});

test.each([
  [`open '${options.statePath}/a'`, "open '/workspace/a'"],
  ['at file:///srv/app/node_modules/x/dist/index.js:10:5', 'at file:///package/dist/index.js:10:5'],
  ['at run (/usr/lib/node/internal.js:1:2)', 'at run (<path>:1:2)'],
  ['/data/mcp/slots/ab/fs-0/home/secret', '/home/agent/secret'],
  ['denied: /etc/shadow', 'denied: <path>'],
  ['denied: /etc/passwd', 'denied: /etc/passwd'],
  [
    'see https://example.com/usr/x and /tasks/0/title or/and 1/2',
    'see https://example.com/usr/x and /tasks/0/title or/and 1/2',
  ],
])('error text %j reaches the model as %j', (text, expected) => {
  expect(alias.errorToModel(text, { path: '/etc/passwd' })).toBe(expected);
});

test('a path goes to the server and comes back the same, and no directory of the host is in what comes back', () => {
  const segment = fc.stringMatching(/^[A-Za-z0-9 _-][A-Za-z0-9 ._-]{0,9}$/);
  fc.assert(
    fc.property(fc.array(segment, { maxLength: 5 }), fc.string(), (segments, around) => {
      const path = ['/workspace', ...segments].join('/');
      const { path: sent } = alias.toServer({ path });
      if (typeof sent !== 'string') throw new Error('no text');
      const back = alias.jsonToModel({
        nested: [sent, `${around} ${sent} ${around}`],
      });
      expect(back).toEqual({ nested: [path, `${around} ${path} ${around}`] });
      expect(JSON.stringify(back)).not.toContain('/data/mcp');
    }),
  );
});
