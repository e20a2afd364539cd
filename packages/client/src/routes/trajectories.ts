/** What was found in trajectories of builds, and the benchmarks that they are compared with. */
import { BenchmarkFile, type SendBenchmarkFile, TrajectoryVerdicts } from '@nex/core';
import type { CallOptions, Transport } from '../transport.ts';

export interface TrajectoryRoutes {
  /** Everything that was found, with its evidence. */
  verdicts(runId: string, options?: CallOptions): Promise<TrajectoryVerdicts>;
}

export interface BenchmarkFileRoutes {
  /** The same text twice is one file. Builds name it by its digest. */
  send(body: SendBenchmarkFile, options?: CallOptions): Promise<BenchmarkFile>;
}

export function trajectoryRoutes(transport: Transport): TrajectoryRoutes {
  return {
    verdicts: (runId, options) =>
      transport.json(TrajectoryVerdicts, {
        path: `/v1/trajectories/${encodeURIComponent(runId)}/verdicts`,
        ...options,
      }),
  };
}

export function benchmarkFileRoutes(transport: Transport): BenchmarkFileRoutes {
  return {
    send: (body, options) =>
      transport.json(BenchmarkFile, { method: 'POST', path: '/v1/benchmark-files', body, ...options }),
  };
}
