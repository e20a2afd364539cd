import { isJsonObject, type JsonObject } from '@nex/core';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parse, stringify } from 'yaml';
import { amendYaml } from './amend-yaml.ts';

const TEXT = `# of the shop
name: clerk   # as on the door
tools: [ calc, time ]
sub_agents:
  # the older one
  - name: ann
    config_path: ./ann.yaml
  - name: bo
    config_path: "./bo.yaml"
`;

test('what is equal stays as it was written', () => {
  expect(amendYaml(TEXT, parse(TEXT) as JsonObject)).toBe(TEXT);
  const value = parse(TEXT) as { sub_agents: object[] } & JsonObject;
  const added = { name: 'cem', config_path: './cem.yaml' };
  const text = amendYaml(TEXT, { ...value, sub_agents: [...value.sub_agents, added] } as JsonObject);
  expect(text).toContain('# of the shop\nname: clerk # as on the door\n');
  expect(text).toContain('  # the older one\n  - name: ann\n');
  expect(text).toContain('config_path: "./bo.yaml"\n  - name: cem\n');
  const [ann] = value.sub_agents;
  const fewer = amendYaml(TEXT, { ...value, sub_agents: [ann] } as JsonObject);
  expect(fewer).toContain('# the older one');
  expect(fewer).not.toContain('bo');
});

test.each(['[1, 2]', 'plain', ': : :', ''])('%j is written anew', (text) => {
  expect(parse(amendYaml(text, { a: 1 }))).toEqual({ a: 1 });
});

test('any map can become any other', () => {
  const map = fc
    .dictionary(fc.stringMatching(/^[a-z]{1,3}$/), fc.jsonValue({ maxDepth: 3 }))
    .filter(isJsonObject);
  fc.assert(
    fc.property(map, map, (before, after) => {
      const plain = (value: object) => parse(stringify(value)) as JsonObject;
      expect(parse(amendYaml(stringify(before), plain(after)))).toEqual(plain(after));
    }),
    { numRuns: 60 },
  );
});
