/**
 * What an operator decides, each setting with its default. `infra/helm/values.yaml` and its schema are written from this
 * table; the kustomize base has the defaults.
 */
import * as z from 'zod';

const replicas = z.int().min(0).max(1000);
const resources = z
  .strictObject({
    requests: z.record(z.string(), z.string()),
    limits: z.record(z.string(), z.string()),
  })
  .describe('Kubernetes resource requirements');
const texts = z.record(z.string(), z.string());
const objects = z.array(z.record(z.string(), z.unknown()));

interface Setting<T extends z.ZodType = z.ZodType> {
  schema: T;
  default: z.input<T>;
  /** One line, for `values.yaml`. */
  help: string;
}

function setting<T extends z.ZodType>(schema: T, value: z.input<T>, help: string): Setting<T> {
  return { schema, default: value, help };
}

const PRIVATE = ['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16'];

export const SETTINGS = {
  'image.prefix': setting(
    z.string(),
    'nex-',
    'Registry, path and beginning of the names of the images: registry.example/team/nex-',
  ),
  'image.tag': setting(z.string().min(1), '0.1.0', 'Tag of all images, which are built together'),
  'image.pullPolicy': setting(
    z.enum(['Always', 'IfNotPresent', 'Never']),
    'IfNotPresent',
    'When images are pulled',
  ),
  'image.pullSecrets': setting(objects, [], 'Secrets for a private registry: [{name: registry}]'),
  config: setting(
    texts,
    {
      LLM_BASE_URL: 'http://model-server.models.svc.cluster.local:8000/v1',
      LLM_MODEL: 'model',
      LOG_LEVEL: 'info',
      QUEUE_PREFIX: 'nex',
      SANDBOX_TYPES: 'container',
      MCP_SERVER_TYPES: 'catalogue,http',
    },
    'Variables of every service that are no secrets; docs/operating.md has the list. The chart adds to these',
  ),
  'secrets.name': setting(
    z.string().min(1),
    'nex-secrets',
    'Secret with DATABASE_URL, NEX_API_KEY, NEX_SECRETS_KEY, LLM_API_KEY and, for queues in Redis, REDIS_URL. Made by you, unless create is true',
  ),
  'secrets.create': setting(z.boolean(), false, 'Makes that Secret of secrets.values; for trials only'),
  'secrets.values': setting(texts, {}, 'Its content'),
  'authorities.secretName': setting(
    z.string().min(1),
    'nex-authorities',
    'Secret, if there is one, mounted at /etc/nex/authorities: certificates to trust. Name a file of it in NODE_EXTRA_CA_CERTS, DATABASE_URL or REDIS_URL',
  ),
  'data.storageClassName': setting(
    z.string(),
    'shared',
    'Class of the one volume that all replicas mount; it must offer ReadWriteMany',
  ),
  'data.size': setting(z.string(), '100Gi', 'Its size: data sets, tokenizers, state of tools'),
  'ingress.enabled': setting(z.boolean(), true, 'An Ingress for REST and one for gRPC'),
  'ingress.className': setting(z.string(), 'nginx', 'Class of both'),
  'ingress.host': setting(z.string().min(1), 'nex.example.com', 'Host of the API and the dashboard'),
  'ingress.grpcHost': setting(z.string().min(1), 'grpc.nex.example.com', 'Host of the gRPC API'),
  'ingress.tlsSecretName': setting(z.string().min(1), 'nex-tls', 'Certificate of both hosts'),
  'ingress.annotations': setting(
    texts,
    {
      'nginx.ingress.kubernetes.io/proxy-buffering': 'off',
      'nginx.ingress.kubernetes.io/proxy-read-timeout': '3600',
      'nginx.ingress.kubernetes.io/proxy-body-size': '16m',
    },
    'For events that stream and uploads',
  ),
  'ingress.grpcAnnotations': setting(
    texts,
    {
      'nginx.ingress.kubernetes.io/backend-protocol': 'GRPC',
      'nginx.ingress.kubernetes.io/grpc-backend': 'true',
    },
    'How the controller is told that a backend speaks gRPC',
  ),
  'network.stores': setting(
    objects,
    PRIVATE.map((cidr) => ({ ipBlock: { cidr } })),
    'Where Postgres and Redis are, as NetworkPolicy peers',
  ),
  'network.models': setting(
    objects,
    [{ namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'models' } } }],
    'Model servers inside the cluster. Those outside are reached as public addresses',
  ),
  'network.monitoring': setting(
    objects,
    [{ namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'monitoring' } } }],
    'Who scrapes metrics, and takes traces',
  ),
  'network.ingress': setting(
    objects,
    [{ namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'ingress-nginx' } } }],
    'Who reaches the gateway',
  ),
  'autoscaling.prometheus': setting(
    z.string().min(1),
    'http://prometheus.monitoring.svc.cluster.local:9090',
    'Server that KEDA asks for the depth of queues',
  ),
  'gateway.minReplicas': setting(replicas, 2, 'Replicas by CPU'),
  'gateway.maxReplicas': setting(replicas, 10, ''),
  'gateway.resources': setting(
    resources,
    { requests: { cpu: '250m', memory: '256Mi' }, limits: { cpu: '1', memory: '512Mi' } },
    '',
  ),
  'runtime.minReplicas': setting(replicas, 2, 'Replicas by the depth of their queue, and by CPU'),
  'runtime.maxReplicas': setting(replicas, 50, ''),
  'runtime.concurrency': setting(
    z.int().min(1).max(5000),
    128,
    'Runs at once in one replica; one more replica is wanted for as many waiting runs',
  ),
  'runtime.resources': setting(
    resources,
    { requests: { cpu: '1', memory: '1Gi' }, limits: { cpu: '2', memory: '2Gi' } },
    '',
  ),
  'generator.minReplicas': setting(replicas, 2, 'Replicas by the depth of their queue, and by CPU'),
  'generator.maxReplicas': setting(replicas, 10, ''),
  'generator.queued': setting(z.int().min(1), 64, 'Frameworks per replica'),
  'generator.resources': setting(
    resources,
    { requests: { cpu: '500m', memory: '512Mi' }, limits: { cpu: '1', memory: '1Gi' } },
    '',
  ),
  'pipeline.minReplicas': setting(replicas, 2, 'Replicas by the depth of their queues, and by CPU'),
  'pipeline.maxReplicas': setting(replicas, 20, ''),
  'pipeline.queued': setting(z.int().min(1), 4, 'Builds per replica'),
  'pipeline.rollouts': setting(z.int().min(1), 64, 'Batches of rollouts per replica'),
  'pipeline.resources': setting(
    resources,
    { requests: { cpu: '500m', memory: '1Gi' }, limits: { cpu: '2', memory: '4Gi' } },
    '',
  ),
  'sandbox.enabled': setting(
    z.boolean(),
    true,
    'Pods for the commands of agents: a container engine that only the runtime reaches, without any network of its own',
  ),
  'sandbox.image': setting(z.string().min(1), 'docker:28.5.2-dind-rootless', 'The engine'),
  'sandbox.agentImage': setting(
    z.string().min(1),
    'python:3.13-slim-bookworm',
    'Image that commands run in, where an agent names none. It must be in the engine: it has no network to fetch it',
  ),
  'sandbox.resources': setting(
    resources,
    { requests: { cpu: '1', memory: '2Gi' }, limits: { cpu: '4', memory: '8Gi' } },
    '',
  ),
} as const satisfies Record<string, Setting>;

export type SettingName = keyof typeof SETTINGS;
type ValueOf<N extends SettingName> = (typeof SETTINGS)[N] extends Setting<infer T> ? z.output<T> : never;

/** What the description of an object asks for the value of a setting. */
export type Ask = <N extends SettingName>(name: N) => ValueOf<N>;

export const askDefaults: Ask = (name) => SETTINGS[name].default as ValueOf<typeof name>;
