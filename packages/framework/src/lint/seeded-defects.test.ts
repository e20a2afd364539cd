/** Each rule finds its planted defects: recall is 1.0, and every rule has at least one. `docs/lint.md` says the same. */
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { CATALOGUE } from '../fixtures/catalogue.fixture.ts';
import { GOOD_BUNDLES } from '../fixtures/good-bundles.fixture.ts';
import { GOOD_REFERENCE } from '../fixtures/good-reference.fixture.ts';
import { ruleTable } from '../fixtures/rule-table.fixture.ts';
import { SEEDED_DEFECTS } from '../fixtures/seeded-defects.fixture.ts';
import { lintFramework } from './lint-framework.ts';
import { LINT_RULES } from './rules/index.ts';

const GOOD = [...Object.values(GOOD_BUNDLES), GOOD_REFERENCE].map((files) => JSON.stringify(files));

test.each(SEEDED_DEFECTS)('$rule finds $what', async ({ rule, severity, files, place, options }) => {
  expect(GOOD).not.toContain(JSON.stringify(files));
  const findings = await lintFramework(files, { catalogue: CATALOGUE, environment: new Set(), ...options });
  const found = findings.filter((finding) => finding.rule === rule);
  expect(found.map((finding) => [finding.severity, finding.file])).toContainEqual([severity, place]);
  for (const finding of found) expect(finding.message).toMatch(/\.$/);
});

test('every rule has a planted defect', () => {
  const planted = new Set(SEEDED_DEFECTS.map(({ rule }) => rule));
  expect(LINT_RULES.map((rule) => rule.code).filter((code) => !planted.has(code))).toEqual([]);
});

test('docs/lint.md has the table of the rules as they are', () => {
  const planted = (code: string) => SEEDED_DEFECTS.filter(({ rule }) => rule === code).length;
  const text = readFileSync(new URL('../../../../docs/lint.md', import.meta.url), 'utf8');
  const [, table] = /<!-- rules -->\n([\s\S]*?)<!-- end -->/.exec(text) ?? [];
  expect(table?.trim()).toBe(ruleTable(planted).trim());
});
