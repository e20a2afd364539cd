import fc from 'fast-check';
import { expect, test } from 'vitest';
import { compactJson, rawJsonAt } from './raw-json.ts';

test.each<[string, (string | number)[], string | undefined]>([
  ['{"a": {"b" : [1, {"c": 1.0}]}}', ['a', 'b', 1], '{"c": 1.0}'],
  [' [ "x" , -1e3 ] ', [1], '-1e3'],
  ['{"a":"}\\"]","b":12345678901234567890}', ['b'], '12345678901234567890'],
  ['{"\\u0061":true}', ['a'], 'true'],
  ['{"a":1,"a":{ }}', ['a'], '{ }'],
  ['{"10":1,"2":"two"}', ['2'], '"two"'],
  ['{"a":null}', [], '{"a":null}'],
  ['{"a":[]}', ['a', 0], undefined],
  ['{"a":{}}', ['b'], undefined],
  ['{"a":"text"}', ['a', 'b'], undefined],
])('%s at %j', (text, path, raw) => {
  expect(rawJsonAt(text, path)).toBe(raw);
});

test('compacting keeps strings, numbers and order', () => {
  expect(compactJson('{\n  "b b" : "x \\" y",\n "1": [ 1.0 , 12345678901234567890 ]\n}')).toBe(
    '{"b b":"x \\" y","1":[1.0,12345678901234567890]}',
  );
});

test('every value is found where it stands, however the text is laid out', () => {
  fc.assert(
    fc.property(fc.jsonValue(), fc.string(), fc.jsonValue(), fc.nat(4), (before, key, value, indent) => {
      const whole = { list: [before, { [`${key}_`]: value }] };
      const text = JSON.stringify(whole, null, indent);
      const raw = rawJsonAt(text, ['list', 1, `${key}_`]) ?? '';
      expect(JSON.parse(raw)).toEqual(JSON.parse(JSON.stringify(value)));
      expect(compactJson(raw)).toBe(JSON.stringify(value));
      expect(compactJson(text)).toBe(JSON.stringify(whole));
    }),
  );
});

test('long strings are no matter', () => {
  const long = 'x\\"'.repeat(500_000);
  expect(compactJson(`{ "a" : "${long}" }`)).toBe(`{"a":"${long}"}`);
});
