import fc from 'fast-check';
import { expect, it } from 'vitest';
import { readCallObject, readUsualCall } from './call-object.ts';
import { hideMarkers } from './hide-markers.ts';
import { jsonMembers } from './json-members.ts';

/** Halves of pairs included. Made on the spot: a generator's own tables take seconds to build. */
const anyCharacter = fc.integer({ min: 0, max: 0x10_ff_ff }).map((code) => String.fromCodePoint(code));

it.each([
  ['{"name": "a", "arguments": {"x":  1e2}}', '{"x":  1e2}'],
  ['{"parameters": {"x": 100}, "name": "a"}', '{"x": 100}'],
  ['{"type": "function", "function": {"name": "a", "arguments": "{\\"x\\": 100}"}}', '{"x": 100}'],
  ['{"name": "a", "arguments": {"x": 1}, "arguments": {"x": 100}}', '{"x": 100}'],
])("keeps the model's own bytes: %s", (json, argumentsText) => {
  expect(readCallObject(json)).toEqual({ name: 'a', argumentsText, arguments: { x: 100 } });
});

it('takes a call without arguments as one with none, and keeps its id', () => {
  const call = readCallObject('{"name": "a", "id": "c1"}');
  expect(call).toEqual({ name: 'a', argumentsText: '{}', arguments: {}, id: 'c1' });
});

it.each([
  ['[]', 'a call is a JSON object'],
  ['{"arguments": {}}', 'the call has no "name"'],
  ['{"name": 1}', 'the call has no "name"'],
  ['{"name": "a", "arguments": [1]}', 'the arguments are not a JSON object'],
  ['{"name": "a", "arguments": "x"}', 'the arguments are not a JSON object'],
])('says what is wrong: %s', (json, problem) => {
  expect(readCallObject(json)).toBe(problem);
});

it('takes for a call in its usual spelling only what JSON.parse reads as one', () => {
  const pieces = ['{', '}', '"', '\\', ',', ':', ' ', '\n', '\u00A0', '\u0001', 'x', '"id": 1', '{}', '}}'];
  const edit = fc.tuple(fc.nat(60), fc.nat(2), fc.constantFrom('', ...pieces));
  const call = fc.record({
    name: fc.constantFrom('a', 'größe', '', '"'),
    key: fc.constantFrom('arguments', 'parameters', 'input'),
    args: fc.dictionary(fc.string({ maxLength: 4 }), fc.jsonValue({ maxDepth: 1 }), { maxKeys: 2 }),
  });
  fc.assert(
    fc.property(call, fc.array(edit, { maxLength: 2 }), fc.constantFrom(0, 1), (of, edits, indent) => {
      let text = JSON.stringify({ name: of.name, [of.key]: of.args }, null, indent);
      for (const [at, cut, put] of edits) text = text.slice(0, at) + put + text.slice(at + cut);
      const read = readUsualCall(text);
      const [key = ''] = /"(?:arguments|parameters)"/.exec(text) ?? [];
      // JSON has no -0.
      const args: unknown = JSON.parse(JSON.stringify(of.args));
      if (edits.length === 0 && /^\w/.test(of.name) && key !== '') expect(read?.arguments).toEqual(args);
      if (!read) return;
      const value = JSON.parse(text.trimEnd()) as Record<string, unknown>;
      expect(Object.values(value)).toEqual([read.name, read.arguments]);
      expect(JSON.parse(read.argumentsText)).toEqual(read.arguments);
      expect(text).toContain(read.argumentsText);
    }),
    { numRuns: 2000 },
  );
});

it('takes members apart as JSON.parse does', () => {
  fc.assert(
    fc.property(
      fc.dictionary(fc.string({ unit: anyCharacter, maxLength: 6 }), fc.jsonValue({ maxDepth: 2 }), {
        maxKeys: 4,
      }),
      fc.constantFrom(0, 2),
      (value, indent) => {
        const json = JSON.stringify(value, null, indent);
        const members = [...jsonMembers(json)].map(([key, text]) => [key, JSON.parse(text)]);
        expect(members).toEqual(Object.entries(JSON.parse(json)));
      },
    ),
  );
});

it('hides marks without changing the value', () => {
  const marks = ['</x>', '[ARGS]', '<|a|>'];
  const text = fc.array(fc.constantFrom(...marks, '\\', '"', '<', '[', 'u003c'), { maxLength: 8 });
  fc.assert(
    fc.property(text, (parts) => {
      const json = JSON.stringify({ [parts.join('')]: parts });
      const hidden = hideMarkers(json, marks);
      expect(JSON.parse(hidden)).toEqual(JSON.parse(json));
      for (const mark of marks) expect(hidden).not.toContain(mark);
    }),
  );
});
