/** The parts of pods: nobody is root, nothing is written but into volumes, no token of the API server is there. */
import type { IContainer } from 'kubernetes-models/v1/Container';
import type { IPodSpec } from 'kubernetes-models/v1/PodSpec';
import type { Ask } from '../settings.ts';
import { CONFIG_NAME, type Component, nameOf } from './object.ts';

/** The account `node` of the images. */
const ACCOUNT = 1000;

/** Time for those who send requests to learn that the pod leaves, before it is told. */
const LEAVE_SECONDS = 3;
/** Between saying that it is not ready and closing, see `DRAIN_DELAY_MS`. */
export const DRAIN_DELAY_MS = 2000;
/** A service drains for at most 20 s beside that. */
const GRACE_SECONDS = LEAVE_SECONDS + DRAIN_DELAY_MS / 1000 + 20 + 5;

const AUTHORITIES = '/etc/nex/authorities';

export function podOf(ask: Ask, component: Component, containers: IContainer[]): IPodSpec {
  return {
    serviceAccountName: nameOf(component),
    automountServiceAccountToken: false,
    enableServiceLinks: false,
    imagePullSecrets: ask('image.pullSecrets') as { name: string }[],
    securityContext: {
      runAsNonRoot: true,
      runAsUser: ACCOUNT,
      runAsGroup: ACCOUNT,
      fsGroup: ACCOUNT,
      fsGroupChangePolicy: 'OnRootMismatch',
      seccompProfile: { type: 'RuntimeDefault' },
    },
    terminationGracePeriodSeconds: GRACE_SECONDS,
    containers,
    volumes: [
      { name: 'tmp', emptyDir: { sizeLimit: '2Gi' } },
      { name: 'authorities', secret: { secretName: ask('authorities.secretName'), optional: true } },
    ],
  };
}

export function containerOf(ask: Ask, name: string, image: string): IContainer {
  return {
    name,
    image: `${ask('image.prefix')}${image}:${ask('image.tag')}`,
    imagePullPolicy: ask('image.pullPolicy'),
    securityContext: {
      allowPrivilegeEscalation: false,
      readOnlyRootFilesystem: true,
      capabilities: { drop: ['ALL'] },
    },
    volumeMounts: [
      { name: 'tmp', mountPath: '/tmp' },
      { name: 'authorities', mountPath: AUTHORITIES, readOnly: true },
    ],
  };
}

/** Variables of the operator; the container's own `env` wins over them. */
export function environmentFrom(ask: Ask): NonNullable<IContainer['envFrom']> {
  return [{ configMapRef: { name: CONFIG_NAME } }, { secretRef: { name: ask('secrets.name') } }];
}

/** The pod is out of the lists of endpoints before anything closes. */
export const PRE_STOP: IContainer['lifecycle'] = {
  preStop: { exec: { command: ['sleep', `${LEAVE_SECONDS}`] } },
};
