/** The ports of a stack, all chosen before anything starts, so that each process can be told of the others. */
import { findFreePorts } from './free-port.ts';
import { OFFLINE_MODEL, SERVICE_NAMES, SERVICES, type ServiceName } from './service-table.ts';

export interface StackPorts {
  http: Record<ServiceName, number>;
  grpc: Record<ServiceName, number>;
  model: number;
}

/** `documented`: the ports that the documentation names, where they are free. */
export async function choosePorts(documented: boolean): Promise<StackPorts> {
  const wanted: number[] = [
    ...SERVICE_NAMES.map((name) => SERVICES[name].httpPort),
    ...SERVICE_NAMES.map((name) => SERVICES[name].grpcPort),
    OFFLINE_MODEL.httpPort,
  ];
  const free = await findFreePorts(wanted.length, documented ? wanted : []);
  const left = free.filter((port) => !wanted.includes(port));
  const take = (port: number): number => (free.includes(port) ? port : (left.pop() ?? 0));
  return {
    http: {
      gateway: take(SERVICES.gateway.httpPort),
      runtime: take(SERVICES.runtime.httpPort),
      generator: take(SERVICES.generator.httpPort),
      pipeline: take(SERVICES.pipeline.httpPort),
    },
    grpc: {
      gateway: take(SERVICES.gateway.grpcPort),
      runtime: take(SERVICES.runtime.grpcPort),
      generator: take(SERVICES.generator.grpcPort),
      pipeline: take(SERVICES.pipeline.grpcPort),
    },
    model: take(OFFLINE_MODEL.httpPort),
  };
}
