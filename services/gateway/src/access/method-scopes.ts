/** What each method of gRPC asks of its caller: by its service, and whether it reads or changes. */
import type { Scope } from '@nex/core';

const SERVICES: Readonly<Record<string, Scope>> = {
  'nex.v1.RuntimeService': 'run',
  'nex.v1.RolloutService': 'run',
  'nex.v1.GeneratorService': 'build',
  'nex.v1.FrameworkBatchService': 'build',
  'nex.v1.PipelineService': 'build',
};

const READS = /^(?:Get|List|Watch|Stream)[A-Z]/;

/** `method`: `nex.v1.RuntimeService/GetRun`. Undefined: nobody may. */
export function scopeForMethod(method: string): Scope | undefined {
  const [service = '', name = ''] = method.split('/');
  const change = Object.hasOwn(SERVICES, service) ? SERVICES[service] : undefined;
  return change && READS.test(name) ? 'read' : change;
}

export function isRead(method: string): boolean {
  return READS.test(method.split('/')[1] ?? '');
}
