/** Every kind of fault. */
import type { FaultKind } from '@nex/core';
import type { Fault } from './fault.ts';
import { latency } from './latency.ts';
import { outage } from './outage.ts';
import { partialResult } from './partial-result.ts';
import { rateLimit } from './rate-limit.ts';
import { schemaDrift } from './schema-drift.ts';

export const FAULTS = {
  latency,
  rate_limit: rateLimit,
  partial_result: partialResult,
  schema_drift: schemaDrift,
  outage,
} as const satisfies Record<FaultKind, Fault>;
