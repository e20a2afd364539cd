/** What there is once: accounts, variables, the shared volume, migrations, the engine of sandboxes. */
import type { IDeployment } from 'kubernetes-models/apps/v1/Deployment';
import type { IJob } from 'kubernetes-models/batch/v1/Job';
import type { IConfigMap } from 'kubernetes-models/v1/ConfigMap';
import type { IPersistentVolumeClaim } from 'kubernetes-models/v1/PersistentVolumeClaim';
import type { ISecret } from 'kubernetes-models/v1/Secret';
import type { IService } from 'kubernetes-models/v1/Service';
import type { IServiceAccount } from 'kubernetes-models/v1/ServiceAccount';
import type { Ask } from '../settings.ts';
import {
  CONFIG_NAME,
  type Component,
  DATA_NAME,
  ENGINE_PORT,
  labelsOf,
  metadataOf,
  nameOf,
} from './object.ts';
import { containerOf, environmentFrom, podOf } from './pod.ts';

/** Nothing of the platform asks the API server. */
export function accountOf(component: Component): IServiceAccount {
  return {
    apiVersion: 'v1',
    kind: 'ServiceAccount',
    metadata: metadataOf(nameOf(component), component),
    automountServiceAccountToken: false,
  };
}

export function configOf(ask: Ask): IConfigMap {
  return { apiVersion: 'v1', kind: 'ConfigMap', metadata: metadataOf(CONFIG_NAME), data: ask('config') };
}

export function secretOf(ask: Ask): ISecret {
  return {
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: metadataOf(ask('secrets.name')),
    type: 'Opaque',
    stringData: ask('secrets.values'),
  };
}

/** All replicas see the same files: a data set is written by one and read by another, tools' state moves with runs. */
export function volumeOf(ask: Ask): IPersistentVolumeClaim {
  return {
    apiVersion: 'v1',
    kind: 'PersistentVolumeClaim',
    metadata: metadataOf(DATA_NAME),
    spec: {
      accessModes: ['ReadWriteMany'],
      storageClassName: ask('data.storageClassName'),
      resources: { requests: { storage: ask('data.size') } },
    },
  };
}

/** Named by the version: the pod of a job never changes. Services wait until it is done. */
export function migrationsOf(ask: Ask): IJob {
  const labels = labelsOf('migrate');
  const container = containerOf(ask, 'migrate', 'nex');
  return {
    apiVersion: 'batch/v1',
    kind: 'Job',
    metadata: metadataOf(`nex-migrate-${ask('image.tag')}`, 'migrate'),
    spec: {
      backoffLimit: 10,
      template: {
        metadata: { labels },
        spec: {
          ...podOf(ask, 'migrate', [
            {
              ...container,
              args: ['migrate'],
              envFrom: environmentFrom(ask),
              env: [{ name: 'NEX_HOME', value: '/tmp/nex' }],
              resources: {
                requests: { cpu: '50m', memory: '128Mi' },
                limits: { cpu: '500m', memory: '256Mi' },
              },
            },
          ]),
          restartPolicy: 'OnFailure',
        },
      },
    },
  };
}

export function engineServiceOf(): IService {
  return {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: metadataOf(nameOf('sandbox'), 'sandbox'),
    spec: {
      selector: labelsOf('sandbox'),
      ports: [{ name: 'engine', port: ENGINE_PORT, targetPort: 'engine' }],
    },
  };
}

/**
 * A container engine without root. Containers that it starts are children of its pod: they have the pod's limits and no
 * network. It mounts the workspaces where the runtime has them. A user namespace of its own needs more of the kernel than
 * other pods are allowed: an unconfined seccomp profile and no AppArmor, in a pod with a user namespace, without a
 * token and without a route to anything.
 */
export function engineOf(ask: Ask): IDeployment {
  const labels = labelsOf('sandbox');
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: metadataOf(nameOf('sandbox'), 'sandbox'),
    spec: {
      // Commands of a run find their container again only where it was started.
      replicas: 1,
      strategy: { type: 'Recreate' },
      selector: { matchLabels: labels },
      template: {
        metadata: { labels },
        spec: {
          serviceAccountName: nameOf('sandbox'),
          automountServiceAccountToken: false,
          enableServiceLinks: false,
          hostUsers: false,
          securityContext: {
            runAsNonRoot: true,
            runAsUser: 1000,
            runAsGroup: 1000,
            fsGroup: 1000,
            seccompProfile: { type: 'Unconfined' },
            appArmorProfile: { type: 'Unconfined' },
          },
          containers: [
            {
              name: 'engine',
              image: ask('sandbox.image'),
              imagePullPolicy: ask('image.pullPolicy'),
              args: [`--host=tcp://0.0.0.0:${ENGINE_PORT}`, '--tls=false'],
              env: [{ name: 'DOCKER_TLS_CERTDIR', value: '' }],
              ports: [{ name: 'engine', containerPort: ENGINE_PORT }],
              readinessProbe: { tcpSocket: { port: 'engine' }, periodSeconds: 5 },
              resources: ask('sandbox.resources'),
              securityContext: { readOnlyRootFilesystem: true },
              volumeMounts: [
                { name: 'engine', mountPath: '/home/rootless/.local/share/docker' },
                { name: 'run', mountPath: '/run/user/1000' },
                { name: 'tmp', mountPath: '/tmp' },
                { name: 'data', mountPath: '/data/workspaces', subPath: 'workspaces' },
              ],
            },
          ],
          volumes: [
            { name: 'engine', emptyDir: { sizeLimit: '20Gi' } },
            { name: 'run', emptyDir: {} },
            { name: 'tmp', emptyDir: { sizeLimit: '2Gi' } },
            { name: 'data', persistentVolumeClaim: { claimName: DATA_NAME } },
          ],
        },
      },
    },
  };
}
