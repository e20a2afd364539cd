/** What watches the platform names what the platform tells: metrics, labels, runbooks, addresses. */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { METRICS, NODE_METRICS, prometheusName } from '@nex/core';
import { parser } from '@prometheus-io/lezer-promql';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import { BOARDS, boardText } from '../../infra/grafana/boards/index.ts';
import { KNOWN_VARIABLES } from '../../packages/cli/src/doctor/known-variables.ts';
import { readCompose } from './support/compose.ts';
import { READERS, readingOf } from './support/configs.ts';
import { REPOSITORY, readText } from './support/repository.ts';

const definitions = Object.entries({ ...METRICS, ...NODE_METRICS });

/** Names as PromQL has them → their labels. */
const known = new Map<string, Set<string>>([['up', new Set(['job', 'instance'])]]);
for (const [name, { kind, labels }] of definitions) {
  const shown = prometheusName(name, kind);
  const own = [...labels.map((label) => prometheusName(label, 'gauge')), 'service_name', 'instance', 'job'];
  const parts = kind === 'histogram' ? ['_bucket', '_sum', '_count'] : [''];
  for (const part of parts) known.set(`${shown}${part}`, new Set(part === '_bucket' ? [...own, 'le'] : own));
}

/** The metrics and labels that an expression names. Throws where it is no PromQL. */
function readExpression(text: string): { metrics: string[]; labels: string[] } {
  const metrics: string[] = [];
  const labels: string[] = [];
  parser.parse(text).iterate({
    enter({ type, from, to }) {
      const word = text.slice(from, to);
      if (type.isError) throw new Error(`no PromQL at ${from}: ${text}`);
      if (type.name === 'LabelName') labels.push(word);
      if (type.name === 'Identifier') metrics.push(word);
    },
  });
  return { metrics, labels };
}

const Rules = z.object({
  groups: z.array(
    z.object({
      rules: z.array(
        z.object({
          alert: z.string(),
          expr: z.string(),
          for: z.string().regex(/^\d+[smh]$/),
          labels: z.object({ severity: z.enum(['page', 'warn']) }),
          annotations: z.object({ summary: z.string(), runbook: z.string() }),
        }),
      ),
    }),
  ),
});
const alerts = Rules.parse(parse(readText('infra/prometheus/rules.yaml'))).groups.flatMap(
  ({ rules }) => rules,
);
const panels = BOARDS.flatMap(({ rows }) => Object.values(rows).flat());
const expressions = [
  ...alerts.map(({ alert, expr }) => [alert, expr] as const),
  ...panels.flatMap(({ title, queries }) => queries.map(([expr]) => [title, expr] as const)),
];

test('the parser refuses what is no PromQL', () => {
  expect(() => readExpression('sum by (le (rate(x[5m]))')).toThrow('no PromQL');
  expect(readExpression('sum by (le) (rate(x_bucket{a="b"}[5m]))')).toEqual({
    metrics: ['x_bucket'],
    labels: ['le', 'a'],
  });
});

test.each(expressions)('%s asks for metrics and labels that there are: %s', (_, expression) => {
  const { metrics, labels } = readExpression(expression);
  expect(metrics.length).toBeGreaterThan(0);
  expect(metrics.filter((name) => !known.has(name))).toEqual([]);
  const all = new Set(metrics.flatMap((name) => [...(known.get(name) ?? [])]));
  expect(labels.filter((label) => !all.has(label))).toEqual([]);
});

test.each(BOARDS.map((board) => [board.uid, board] as const))(
  '%s.json is as its description makes it',
  (uid, board) => {
    expect(JSON.parse(readText(`infra/grafana/dashboards/${uid}.json`))).toEqual(
      JSON.parse(boardText(board)),
    );
  },
);

test('there is no dashboard without a description, and panels do not overlap', () => {
  const files = readdirSync(join(REPOSITORY, 'infra/grafana/dashboards'));
  expect(files.sort()).toEqual(BOARDS.map(({ uid }) => `${uid}.json`).sort());
  for (const board of BOARDS) {
    const { panels: placed } = z
      .object({ panels: z.array(z.object({ id: z.number(), gridPos: z.record(z.string(), z.number()) })) })
      .parse(JSON.parse(boardText(board)));
    const places = placed.map(({ gridPos: { x, y } }) => `${x} ${y}`);
    expect(new Set(places).size).toBe(places.length);
    expect(new Set(placed.map(({ id }) => id)).size).toBe(placed.length);
  }
});

describe('runbooks', () => {
  const headings = [...readText('docs/operating.md').matchAll(/^### Alert (\w+)$/gm)].map(([, name]) => name);
  test('each alert has one, and each is of an alert', () => {
    expect(headings).toEqual(alerts.map(({ alert }) => alert));
    for (const { alert, annotations } of alerts) {
      expect(annotations.runbook).toBe(`docs/operating.md#alert-${alert.toLowerCase()}`);
    }
  });
});

test('docs/metrics.md has every metric, as the table has it', () => {
  const rows = readText('docs/metrics.md')
    .split('\n')
    .filter((line) => line.startsWith('| `'));
  const expected = definitions.map(([name, { kind, unit, labels, help }]) => {
    const shown = labels.map((label) => `\`${prometheusName(label, 'gauge')}\``).join(', ');
    return `| \`${prometheusName(name, kind)}\` | ${kind} | \`${unit}\` | ${shown} | ${help} |`;
  });
  expect(rows).toEqual(expected);
});

test('Prometheus scrapes the services where the compose file has them', () => {
  const { scrape_configs: jobs } = z
    .object({
      scrape_configs: z.array(
        z.object({ static_configs: z.array(z.object({ targets: z.array(z.string()) })) }),
      ),
    })
    .parse(parse(readText('infra/prometheus/prometheus.yaml')));
  const targets = jobs.flatMap((job) => job.static_configs.flatMap((one) => one.targets));
  const { services } = readCompose('docker-compose.yml', { NEX_API_KEY: 'a-key' });
  for (const target of targets) expect(Object.keys(services)).toContain(target.split(':')[0]);
  expect(targets.sort()).toEqual(['gateway:7400', 'generator:7402', 'pipeline:7403', 'runtime:7401']);
});

test('nex doctor knows every variable that a service reads, and so does docs/operating.md', () => {
  const given = { DATABASE_URL: 'postgres://x', LLM_BASE_URL: 'http://x/v1', LLM_MODEL: 'x' };
  const names = Object.keys(READERS).flatMap((name) => [
    ...readingOf(name as keyof typeof READERS, given).names,
  ]);
  /** Of the system and of container engines. */
  const foreign = /^(PATH|HOME|XDG_RUNTIME_DIR|CONTAINER_|DOCKER_)/;
  const own = [...new Set(names)].filter((name) => !foreign.test(name));
  expect(own.filter((name) => !KNOWN_VARIABLES.has(name))).toEqual([]);
  const documented = readText('docs/operating.md');
  const isDocumented = (name: string) =>
    documented.includes(`\`${name}\``) || /^(GENERATOR|RUNTIME|PIPELINE)_LLM_/.test(name);
  expect(own.filter((name) => !isDocumented(name))).toEqual([]);
});
