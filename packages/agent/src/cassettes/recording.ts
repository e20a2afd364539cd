/** What a cassette is told of a call. */
import type { ToolOutcome } from '@nex/core';
import type { LedgerCall } from './call-ledger.ts';

/** An outcome under the key of its call. */
export interface Recording {
  call: LedgerCall;
  outcome: ToolOutcome;
}
