/** The processes of the platform: what each is started by, and which ports it listens on. */

export const SERVICES = {
  runtime: { script: 'services/runtime/src/main.ts', httpPort: 7401, grpcPort: 7411 },
  generator: { script: 'services/generator/src/main.ts', httpPort: 7402, grpcPort: 7412 },
  pipeline: { script: 'services/pipeline/src/main.ts', httpPort: 7403, grpcPort: 7413 },
  gateway: { script: 'services/gateway/src/main.ts', httpPort: 7400, grpcPort: 7410 },
} as const satisfies Record<string, { script: string; httpPort: number; grpcPort: number }>;

export type ServiceName = keyof typeof SERVICES;
export const SERVICE_NAMES = Object.keys(SERVICES) as ServiceName[];

/** The offline model is a process like the services, but started only when no other model is given. */
export const OFFLINE_MODEL = { script: 'packages/offline-model/src/main.ts', httpPort: 7420 } as const;
export const OFFLINE_MODEL_NAME = 'nex-offline-1';

export type ProcessName = ServiceName | 'offline-model';

export function scriptOf(name: ProcessName): string {
  return name === 'offline-model' ? OFFLINE_MODEL.script : SERVICES[name].script;
}
