/** Who talks to whom: nobody, but for what is listed here. */
import type { INetworkPolicy } from 'kubernetes-models/networking.k8s.io/v1/NetworkPolicy';
import type { Ask } from '../settings.ts';
import { WORKLOADS, type WorkloadName } from '../workloads.ts';
import { type Component, ENGINE_PORT, labelsOf, metadataOf, nameOf, PART_OF } from './object.ts';

type Spec = NonNullable<INetworkPolicy['spec']>;
type Egress = NonNullable<Spec['egress']>[number];
type Peers = NonNullable<Egress['to']>;

const tcp = (...ports: number[]) => ports.map((port) => ({ protocol: 'TCP' as const, port }));
const podsOf = (component: Component): Peers => [{ podSelector: { matchLabels: labelsOf(component) } }];

const STORE_PORTS = tcp(5432, 6379, 26_379);
const TRACE_PORTS = tcp(4317, 4318);
/** Addresses that are in no public network. */
const NOT_PUBLIC = [
  '10.0.0.0/8',
  '100.64.0.0/10',
  '127.0.0.0/8',
  '169.254.0.0/16',
  '172.16.0.0/12',
  '192.168.0.0/16',
];

export function networkPoliciesOf(ask: Ask): INetworkPolicy[] {
  const names = Object.keys(WORKLOADS) as WorkloadName[];
  return [
    policy('nex-deny', PART_OF, { policyTypes: ['Ingress', 'Egress'] }),
    ...names.map((name) => policy(nameOf(name), labelsOf(name), rulesOf(ask, name))),
    policy('nex-migrate', labelsOf('migrate'), {
      policyTypes: ['Egress'],
      egress: [toDns(), { to: ask('network.stores') as Peers, ports: STORE_PORTS }],
    }),
  ];
}

/** Only the runtime reaches the engine, which reaches nobody. */
export function sandboxPolicy(): INetworkPolicy {
  return policy(nameOf('sandbox'), labelsOf('sandbox'), {
    policyTypes: ['Ingress', 'Egress'],
    ingress: [{ from: podsOf('runtime'), ports: tcp(ENGINE_PORT) }],
  });
}

function rulesOf(ask: Ask, name: WorkloadName): Spec {
  const { http, grpc, callers, reaches } = WORKLOADS[name];
  const portOf = { http, grpc };
  const called = Object.entries(WORKLOADS).flatMap(([other, workload]) =>
    workload.callers
      .filter(({ from }) => from === name)
      .map(({ ports }) => ({
        to: podsOf(other as WorkloadName),
        ports: tcp(...ports.map((port) => workload[port])),
      })),
  );
  const further: Record<(typeof reaches)[number], Egress> = {
    models: { to: ask('network.models') as Peers },
    public: {
      to: [{ ipBlock: { cidr: '0.0.0.0/0', except: NOT_PUBLIC } }, { ipBlock: { cidr: '2000::/3' } }],
    },
    sandbox: { to: podsOf('sandbox'), ports: tcp(ENGINE_PORT) },
  };
  return {
    policyTypes: ['Ingress', 'Egress'],
    ingress: [
      ...callers.map(({ from, ports }) => ({
        from: podsOf(from),
        ports: tcp(...ports.map((port) => portOf[port])),
      })),
      ...(name === 'gateway' ? [{ from: ask('network.ingress') as Peers, ports: tcp(http, grpc) }] : []),
      { from: ask('network.monitoring') as Peers, ports: tcp(http) },
    ],
    egress: [
      toDns(),
      ...called,
      { to: ask('network.stores') as Peers, ports: STORE_PORTS },
      { to: ask('network.monitoring') as Peers, ports: TRACE_PORTS },
      ...reaches.map((what) => further[what]),
    ],
  };
}

/** The cluster's DNS. */
function toDns(): Egress {
  return {
    to: [{ namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'kube-system' } } }],
    ports: [
      { protocol: 'UDP', port: 53 },
      { protocol: 'TCP', port: 53 },
    ],
  };
}

function policy(name: string, labels: Record<string, string>, rules: Spec): INetworkPolicy {
  return {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'NetworkPolicy',
    metadata: metadataOf(name),
    spec: { podSelector: { matchLabels: labels }, ...rules },
  };
}
