/** A service: its replicas, how they are watched, and how they are replaced without a request or a run being lost. */
import type { IDeployment } from 'kubernetes-models/apps/v1/Deployment';
import type { Ask } from '../settings.ts';
import { WORKLOADS, type WorkloadName } from '../workloads.ts';
import { DATA_NAME, labelsOf, metadataOf, nameOf } from './object.ts';
import { containerOf, DRAIN_DELAY_MS, environmentFrom, PRE_STOP, podOf } from './pod.ts';

/** @param stamp Changes when the variables do, so that the pods are replaced. */
export function deploymentOf(ask: Ask, name: WorkloadName, stamp?: string): IDeployment {
  const { http, grpc, volumes, environment } = WORKLOADS[name];
  const labels = labelsOf(name);
  const mounts = Object.entries(volumes);
  const own = {
    HTTP_PORT: `${http}`,
    GRPC_PORT: `${grpc}`,
    DRAIN_DELAY_MS: `${DRAIN_DELAY_MS}`,
    ...environment(ask),
  };
  const migrations = containerOf(ask, 'wait-for-migrations', 'nex');
  const service = containerOf(ask, name, name);
  const pod = podOf(ask, name, [
    {
      ...service,
      ports: [
        { name: 'http', containerPort: http },
        { name: 'grpc', containerPort: grpc },
      ],
      envFrom: environmentFrom(ask),
      env: Object.entries(own).map(([variable, value]) => ({ name: variable, value })),
      resources: ask(`${name}.resources`),
      startupProbe: { httpGet: { path: '/healthz', port: 'http' }, periodSeconds: 2, failureThreshold: 60 },
      readinessProbe: {
        httpGet: { path: '/readyz', port: 'http' },
        periodSeconds: 2,
        timeoutSeconds: 4,
        failureThreshold: 2,
      },
      livenessProbe: {
        httpGet: { path: '/healthz', port: 'http' },
        periodSeconds: 10,
        timeoutSeconds: 5,
        failureThreshold: 6,
      },
      lifecycle: PRE_STOP,
      volumeMounts: [
        ...(service.volumeMounts ?? []),
        ...mounts.map(([folder, mountPath]) => ({
          name: 'data',
          mountPath,
          ...(folder === 'data' ? {} : { subPath: folder }),
        })),
      ],
    },
  ]);
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: metadataOf(nameOf(name), name),
    // The number of replicas is the autoscaler's.
    spec: {
      revisionHistoryLimit: 3,
      selector: { matchLabels: labels },
      strategy: { type: 'RollingUpdate', rollingUpdate: { maxSurge: 1, maxUnavailable: 0 } },
      template: {
        metadata: {
          labels,
          annotations: {
            'prometheus.io/scrape': 'true',
            'prometheus.io/port': `${http}`,
            ...(stamp === undefined ? {} : { 'checksum/config': stamp }),
          },
        },
        spec: {
          ...pod,
          initContainers: [
            {
              ...migrations,
              args: ['migrate', '--wait'],
              envFrom: environmentFrom(ask),
              env: [{ name: 'NEX_HOME', value: '/tmp/nex' }],
              resources: {
                requests: { cpu: '50m', memory: '128Mi' },
                limits: { cpu: '500m', memory: '256Mi' },
              },
            },
          ],
          topologySpreadConstraints: [
            {
              maxSkew: 1,
              topologyKey: 'topology.kubernetes.io/zone',
              whenUnsatisfiable: 'ScheduleAnyway',
              labelSelector: { matchLabels: labels },
            },
            {
              maxSkew: 1,
              topologyKey: 'kubernetes.io/hostname',
              whenUnsatisfiable: 'ScheduleAnyway',
              labelSelector: { matchLabels: labels },
            },
          ],
          volumes: [
            ...(pod.volumes ?? []),
            ...(mounts.length === 0
              ? []
              : [{ name: 'data', persistentVolumeClaim: { claimName: DATA_NAME } }]),
          ],
        },
      },
    },
  };
}
