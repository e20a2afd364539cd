/** Lint has nothing to say about good frameworks: no error, and no warning either. */
import { expect, test } from 'vitest';
import { CATALOGUE } from '../fixtures/catalogue.fixture.ts';
import { GOOD_BUNDLES } from '../fixtures/good-bundles.fixture.ts';
import { GOOD_REFERENCE } from '../fixtures/good-reference.fixture.ts';
import { lintFramework } from './lint-framework.ts';

test.each(Object.entries(GOOD_BUNDLES))(
  'a good bundle of the pattern %s has no finding',
  async (_, files) => {
    const options = { catalogue: CATALOGUE, personas: 3, minLeaves: 3, environment: new Set<string>() };
    expect(await lintFramework(files, options)).toEqual([]);
    expect((await lintFramework(files)).filter((finding) => finding.severity === 'error')).toEqual([]);
  },
);

test('a good framework in the form of the reference has no finding', async () => {
  expect(await lintFramework(GOOD_REFERENCE)).toEqual([]);
});

test('one file of the reference by itself is not blamed for what it names', async () => {
  expect(await lintFramework(GOOD_REFERENCE.slice(0, 1))).toEqual([]);
});

test('addresses and numbers may come from the environment', async () => {
  const files = (GOOD_BUNDLES['single_agent'] ?? []).map((file) =>
    file.path.startsWith('agents/')
      ? {
          ...file,
          content: file.content.replace(
            'mcp_servers:\n',
            'timeout: ${env.AGENT_TIMEOUT}\nmcp_servers:\n  - name: own\n    type: http\n    url: ${env.OWN_URL}\n',
          ),
        }
      : file,
  );
  const schema = (await lintFramework(files)).filter((finding) => finding.rule === 'schema');
  expect(schema).toEqual([]);
});

test.each([
  ['headers: { Authorization: "Bearer ${secret.OWN}" }', []],
  ['headers: { Authorization: "Bearer ${secret.not one}" }', ['"not one" is no name of a secret.']],
  ['tools: ["${secret.OWN}"]', ['A secret may not stand here.']],
])('a secret is named where a server gets it: %s', async (line, messages) => {
  const files = (GOOD_BUNDLES['single_agent'] ?? []).map((file) =>
    file.path.startsWith('agents/')
      ? {
          ...file,
          content: file.content.replace(
            'mcp_servers:\n',
            `mcp_servers:\n  - name: own\n    type: http\n    url: https://own.example/mcp\n    ${line}\n`,
          ),
        }
      : file,
  );
  const schema = (await lintFramework(files)).filter((finding) => finding.rule === 'schema');
  expect(schema.map((finding) => finding.message)).toEqual(messages);
});
