/** Addresses: one for HTTP, whose connections are spread, and one that names every replica, for gRPC. */
import type { IIngress } from 'kubernetes-models/networking.k8s.io/v1/Ingress';
import type { IService } from 'kubernetes-models/v1/Service';
import type { Ask } from '../settings.ts';
import { WORKLOADS, type WorkloadName } from '../workloads.ts';
import { labelsOf, metadataOf, nameOf } from './object.ts';

export function servicesOf(name: WorkloadName): IService[] {
  const { http, grpc } = WORKLOADS[name];
  const service = {
    apiVersion: 'v1',
    kind: 'Service',
  } as const;
  const overGrpc = { name: 'grpc', port: grpc, targetPort: 'grpc', appProtocol: 'kubernetes.io/h2c' };
  return [
    {
      ...service,
      metadata: metadataOf(nameOf(name), name),
      spec: {
        selector: labelsOf(name),
        ports: [{ name: 'http', port: http, targetPort: 'http' }, overGrpc],
      },
    },
    {
      ...service,
      metadata: metadataOf(`${nameOf(name)}-replicas`, name),
      spec: { clusterIP: 'None', selector: labelsOf(name), ports: [overGrpc] },
    },
  ];
}

/** Only the gateway is reached from outside: it says whose a request is, and the services believe it. */
export function ingressesOf(ask: Ask): IIngress[] {
  return [
    ingressOf(ask, 'nex', ask('ingress.host'), 'http', ask('ingress.annotations')),
    ingressOf(ask, 'nex-grpc', ask('ingress.grpcHost'), 'grpc', ask('ingress.grpcAnnotations')),
  ];
}

function ingressOf(
  ask: Ask,
  name: string,
  host: string,
  port: string,
  annotations: Record<string, string>,
): IIngress {
  return {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'Ingress',
    metadata: { ...metadataOf(name, 'gateway'), annotations },
    spec: {
      ingressClassName: ask('ingress.className'),
      tls: [{ hosts: [host], secretName: ask('ingress.tlsSecretName') }],
      rules: [
        {
          host,
          http: {
            paths: [
              {
                path: '/',
                pathType: 'Prefix',
                backend: { service: { name: nameOf('gateway'), port: { name: port } } },
              },
            ],
          },
        },
      ],
    },
  };
}
