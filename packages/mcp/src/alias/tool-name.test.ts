import fc from 'fast-check';
import { expect, test } from 'vitest';
import { nameTools, plainToolName } from './tool-name.ts';

const FORM = /^[A-Za-z0-9_-]{1,64}$/;
const serverTool = fc.record({
  server: fc.stringMatching(/^[a-z][a-z0-9-]{0,31}$/),
  tool: fc.stringMatching(/^[A-Za-z0-9_.-]{1,128}$/),
  described: fc.boolean(),
});

test('every name has the form that providers take, and leads back to its tool', () => {
  fc.assert(
    fc.property(
      fc.uniqueArray(serverTool, { selector: (tool) => JSON.stringify(tool), maxLength: 30 }),
      (tools) => {
        const names = nameTools(tools);
        expect([...names.values()]).toEqual(tools);
        for (const name of names.keys()) expect(name).toMatch(FORM);
      },
    ),
  );
});

test('names do not depend on the order of the tools', () => {
  fc.assert(
    fc.property(fc.uniqueArray(serverTool, { selector: (tool) => JSON.stringify(tool) }), (tools) => {
      const invert = (names: Map<string, unknown>) => new Set([...names].map((pair) => JSON.stringify(pair)));
      expect(invert(nameTools(tools.toReversed()))).toEqual(invert(nameTools(tools)));
    }),
  );
});

test('a collision gives both a suffix', () => {
  const names = [
    ...nameTools([
      { server: 'duck', tool: 'lake.attach' },
      { server: 'duck', tool: 'lake_attach' },
      { server: 'duck', tool: 'other' },
    ]).keys(),
  ];
  expect(names[0]).toMatch(/^duck__lake_attach_[0-9a-f]{8}$/);
  expect(names[1]).toMatch(/^duck__lake_attach_[0-9a-f]{8}$/);
  expect(new Set(names).size).toBe(3);
  expect(names[2]).toBe('duck__other');
});

test('a server that an agent file describes has the names of NexAU', () => {
  expect(plainToolName({ server: 'files', tool: 'read.all', described: true })).toBe('mcp__files__read_all');
});

test('a long name keeps its beginning', () => {
  const name = plainToolName({ server: 'server', tool: 'x'.repeat(128) });
  expect(name).toHaveLength(64);
  expect(name.startsWith('server__xxx')).toBe(true);
});
