/**
 * What was found in trajectories of builds, the benchmarks that they are compared with, and trajectories of rollouts as
 * trainers take them.
 */
import {
  type AckTrajectories,
  BenchmarkFile,
  type LeaseTrajectories,
  type SendBenchmarkFile,
  TrajectoriesAcked,
  TrajectoryLease,
  TrajectoryVerdicts,
} from '@nex/core';
import type * as z from 'zod';
import type { CallOptions, Transport } from '../transport.ts';

export interface TrajectoryRoutes {
  /** Everything that was found, with its evidence. */
  verdicts(runId: string, options?: CallOptions): Promise<TrajectoryVerdicts>;
  /** `leaseId` is null when nothing came in `waitMs`. */
  lease(body: z.input<typeof LeaseTrajectories>, options?: CallOptions): Promise<TrajectoryLease>;
  /** May be repeated. Throws `lease_expired` when the lease is over. */
  ack(body: AckTrajectories, options?: CallOptions): Promise<TrajectoriesAcked>;
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
    lease: (body, options) =>
      transport.json(TrajectoryLease, { method: 'POST', path: '/v1/trajectories:lease', body, ...options }),
    ack: (body, options) =>
      transport.json(TrajectoriesAcked, { method: 'POST', path: '/v1/trajectories:ack', body, ...options }),
  };
}

export function benchmarkFileRoutes(transport: Transport): BenchmarkFileRoutes {
  return {
    send: (body, options) =>
      transport.json(BenchmarkFile, { method: 'POST', path: '/v1/benchmark-files', body, ...options }),
  };
}
