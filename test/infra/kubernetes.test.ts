/**
 * The manifests: what is written is what the description says, chart and base are the same objects, every object is one of
 * its kind, and pods are as tight as they are said to be.
 */
import { execFileSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { IDeployment } from 'kubernetes-models/apps/v1/Deployment';
import type { INetworkPolicy } from 'kubernetes-models/networking.k8s.io/v1/NetworkPolicy';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { renderBase } from '../../scripts/manifests/render-base.ts';
import { renderChart } from '../../scripts/manifests/render-chart.ts';
import { WORKLOAD_NAMES, WORKLOADS } from '../../scripts/manifests/workloads.ts';
import { renderTemplate } from './support/chart.ts';
import { readingOf } from './support/configs.ts';
import { environmentOf, readDockerfile } from './support/dockerfile.ts';
import { faultsOf } from './support/kubernetes-schema.ts';
import { buildKustomization, type Manifest, readManifests } from './support/kustomize.ts';
import { REPOSITORY, readText } from './support/repository.ts';

const FOLDERS = ['base', 'overlays/kind', 'overlays/production'];
const base = buildKustomization('infra/kubernetes/base');
const chart = renderChart();
const values: unknown = parse(chart['values.yaml'] ?? '', { version: '1.1' });

function ofKind<T>(kind: string, objects = base): (T & Manifest)[] {
  return objects.filter((object) => object.kind === kind) as (T & Manifest)[];
}

/** By kind and name; without the digest that only the chart can make. */
function byName(objects: readonly Manifest[]): Record<string, Manifest> {
  const plain = JSON.parse(JSON.stringify(objects), (key, value: unknown) =>
    key === 'checksum/config' ? undefined : value,
  ) as Manifest[];
  return Object.fromEntries(plain.map((object) => [`${object.kind}/${object.metadata.name}`, object]));
}

function chartObjects(given: unknown): Manifest[] {
  return Object.entries(chart)
    .filter(([path]) => path.startsWith('templates/'))
    .flatMap(([, template]) => readManifests(renderTemplate(template, given)));
}

/** What the program prints, or `undefined` where there is no such program. */
function printed(program: string, args: readonly string[]): string | undefined {
  try {
    return execFileSync(program, args, {
      cwd: REPOSITORY,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'pipe'],
    });
  } catch (thrown) {
    if (thrown instanceof Error && 'code' in thrown && thrown.code === 'ENOENT') return undefined;
    throw thrown;
  }
}

test.each([
  ['infra/kubernetes/base', renderBase()],
  ['infra/helm', chart],
])('%s is as `npm run manifests` writes it', (folder, files) => {
  const there = readdirSync(join(REPOSITORY, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(join(REPOSITORY, folder).length + 1));
  expect(there.toSorted()).toEqual(Object.keys(files).toSorted());
  for (const [path, content] of Object.entries(files))
    expect(readText(join(folder, path)), path).toBe(content);
});

describe.each(FOLDERS)('%s', (folder) => {
  const objects = buildKustomization(`infra/kubernetes/${folder}`);

  test('holds objects of Kubernetes and KEDA, without unknown fields', () => {
    expect(objects.length).toBeGreaterThan(30);
    expect(
      objects.flatMap((object) => faultsOf(object).map((fault) => `${object.metadata.name}: ${fault}`)),
    ).toEqual([]);
    expect(Object.keys(byName(objects))).toHaveLength(objects.length);
  });

  test('is what kubectl makes of it, where there is one', () => {
    const text = printed('kubectl', ['kustomize', `infra/kubernetes/${folder}`]);
    if (text !== undefined) expect(byName(readManifests(text))).toEqual(byName(objects));
  });
});

test('an unknown field is noticed, at the top and below', () => {
  const [deployment] = ofKind<IDeployment>('Deployment');
  const wrong = structuredClone(deployment) as Manifest & {
    spec: { template: { spec: { colour?: string } } };
  };
  wrong['colour'] = 'red';
  wrong.spec.template.spec.colour = 'red';
  expect(faultsOf(wrong)).toEqual(
    [
      '/colour is no field of a Deployment',
      '/spec/template/spec/colour is no field of a Deployment',
    ].toSorted((one) => (one.startsWith('/spec') ? -1 : 1)),
  );
});

test('the chart with its defaults is the base, object by object', () => {
  expect(byName(chartObjects(values))).toEqual(byName(base));
});

test('helm agrees, where there is one', () => {
  const text = printed(process.env['HELM'] ?? 'helm', [
    'template',
    'nex',
    'infra/helm',
    '--kube-version',
    '1.32.0',
  ]);
  if (text !== undefined) expect(byName(readManifests(text))).toEqual(byName(base));
});

test('settings of the chart reach the objects', () => {
  const other = structuredClone(values) as {
    runtime: { concurrency: number };
    secrets: object;
    ingress: object;
  };
  other.runtime.concurrency = 300;
  other.secrets = { name: 'trial', create: true, values: { DATABASE_URL: 'postgres://db' } };
  other.ingress = { ...other.ingress, enabled: false };
  const made = chartObjects(other);
  expect(made.flatMap(faultsOf)).toEqual([]);
  expect(ofKind('Ingress', made)).toEqual([]);
  expect(ofKind('Secret', made)).toMatchObject([
    { metadata: { name: 'trial' }, stringData: { DATABASE_URL: 'postgres://db' } },
  ]);
  const text = JSON.stringify(made.filter(({ metadata }) => metadata.name === 'nex-runtime'));
  expect(text).toContain('{"name":"RUN_CONCURRENCY","value":"300"}');
  expect(text).toContain('"threshold":"300"');
});

describe.each(ofKind<IDeployment>('Deployment').map((object) => [object.metadata.name, object] as const))(
  '%s',
  (name, { spec }) => {
    const pod = spec?.template.spec;
    const isSandbox = name === 'nex-sandbox';

    test('runs without root, without a token, on a file system that is read only', () => {
      expect(pod).toMatchObject({
        automountServiceAccountToken: false,
        serviceAccountName: name,
        securityContext: { runAsNonRoot: true },
      });
      for (const { securityContext } of pod?.containers ?? []) {
        expect(securityContext?.readOnlyRootFilesystem).toBe(true);
      }
    });

    test.skipIf(isSandbox)('has no capabilities and the default system calls', () => {
      expect(pod?.securityContext?.seccompProfile).toEqual({ type: 'RuntimeDefault' });
      for (const { securityContext } of [...(pod?.initContainers ?? []), ...(pod?.containers ?? [])]) {
        expect(securityContext).toEqual({
          allowPrivilegeEscalation: false,
          readOnlyRootFilesystem: true,
          capabilities: { drop: ['ALL'] },
        });
      }
    });

    test('says what it needs, and is watched', () => {
      for (const container of pod?.containers ?? []) {
        expect(Object.keys(container.resources?.requests ?? {})).toEqual(['cpu', 'memory']);
        expect(Object.keys(container.resources?.limits ?? {})).toEqual(['cpu', 'memory']);
        expect(container.readinessProbe).toBeDefined();
        if (!isSandbox) expect([container.startupProbe, container.livenessProbe]).not.toContain(undefined);
      }
    });

    test.skipIf(isSandbox)('is replaced without a gap, and has the time to drain', () => {
      expect(spec?.strategy?.rollingUpdate).toEqual({ maxSurge: 1, maxUnavailable: 0 });
      const [container] = pod?.containers ?? [];
      const leaving = Number(container?.lifecycle?.preStop?.exec?.command?.[1]);
      const delay = Number(container?.env?.find((one) => one.name === 'DRAIN_DELAY_MS')?.value);
      expect(leaving).toBeGreaterThan(0);
      // A service drains for at most 20 s beside its delay.
      expect(pod?.terminationGracePeriodSeconds).toBeGreaterThanOrEqual(leaving + delay / 1000 + 20);
      expect(ofKind('PodDisruptionBudget').map(({ metadata }) => metadata.name)).toContain(name);
    });
  },
);

describe.each(WORKLOAD_NAMES)('the environment of %s', (name) => {
  const deployment = ofKind<IDeployment>('Deployment').find(
    ({ metadata }) => metadata.name === `nex-${name}`,
  );
  const own = Object.fromEntries(
    (deployment?.spec?.template.spec?.containers[0]?.env ?? []).map((one) => [one.name, one.value ?? '']),
  );
  const config = ofKind<{ data: Record<string, string> }>('ConfigMap')[0]?.data ?? {};
  const image = environmentOf(readDockerfile('infra/docker/Dockerfile'), name);
  const secrets = { DATABASE_URL: 'postgres://db/nex', NEX_API_KEY: 'key' };

  test('is accepted, and its ports are those of its services', () => {
    const reading = readingOf(name, { ...image, ...config, ...secrets, ...own });
    expect(reading.config).toMatchObject({ host: '0.0.0.0', httpPort: WORKLOADS[name].http });
    if (name !== 'gateway') {
      expect(reading.config.grpcPort).toBe(WORKLOADS[name].grpc);
      for (const variable of Object.keys(own)) expect(reading.names).toContain(variable);
    }
  });

  test('names only services whose ports it may reach', () => {
    const policies = ofKind<INetworkPolicy>('NetworkPolicy');
    for (const value of Object.values(own)) {
      const [, target = '', port = ''] =
        /nex-(gateway|runtime|generator|pipeline|sandbox)(?:-replicas)?:(\d+)/.exec(value) ?? [];
      if (target === '') continue;
      const rule = (from: string, direction: 'ingress' | 'egress') =>
        JSON.stringify(policies.find(({ metadata }) => metadata.name === `nex-${from}`)?.spec?.[direction]);
      expect(rule(name, 'egress'), value).toContain(`"port":${port}`);
      expect(rule(name, 'egress'), value).toContain(`"app.kubernetes.io/name":"${target}"`);
      expect(rule(target, 'ingress'), value).toContain(`"port":${port}`);
      expect(rule(target, 'ingress'), value).toContain(`"app.kubernetes.io/name":"${name}"`);
    }
  });
});

test('nobody talks to anybody whom no policy names', () => {
  expect(
    ofKind<INetworkPolicy>('NetworkPolicy').find(({ metadata }) => metadata.name === 'nex-deny')?.spec,
  ).toEqual({
    podSelector: { matchLabels: { 'app.kubernetes.io/part-of': 'nex' } },
    policyTypes: ['Ingress', 'Egress'],
  });
});

test('whoever writes files mounts the one volume that all replicas share', () => {
  expect(ofKind('PersistentVolumeClaim')).toMatchObject([{ spec: { accessModes: ['ReadWriteMany'] } }]);
  for (const [name, { volumes }] of Object.entries(WORKLOADS)) {
    const text = JSON.stringify(
      base.find((object) => object.kind === 'Deployment' && object.metadata.name === `nex-${name}`),
    );
    expect(text.includes('"claimName":"nex-data"'), name).toBe(Object.keys(volumes).length > 0);
  }
});
