/** The tools of one run with the cassette and the faults of its tree around them. */
import { setTimeout as sleep } from 'node:timers/promises';
import { type CallLedger, createCallLedger, type Equipped, equipTools } from '@nex/agent';
import type { Tool } from '@nex/core';
import type { Context } from '../context.ts';
import { createPlayer } from '../store/cassette-calls.ts';
import { readOwnMessages } from '../store/messages.ts';
import type { RunRow } from '../store/run-row.ts';
import type { Tape } from './tape.ts';

export interface EquippedRun extends Equipped {
  placeBelow: CallLedger['placeBelow'];
}

export async function equipRun(
  { pool, metrics }: Context,
  run: RunRow,
  { place, cassette, faults }: Tape,
  tools: readonly Tool[],
): Promise<EquippedRun> {
  const hasBegun = run.attempt > 1 || run.model_calls > 0;
  const ledger = createCallLedger({
    tools,
    place,
    ...(faults && { faults }),
    transcript: hasBegun ? await readOwnMessages(pool, run.id) : [],
  });
  const equipped = equipTools({
    tools,
    ledger,
    ...(cassette && {
      cassette: {
        name: cassette.name,
        mode: cassette.mode,
        player: createPlayer(pool, cassette.id, metrics),
      },
    }),
    wait: (ms, signal) => sleep(ms, undefined, { signal }),
  });
  return { ...equipped, placeBelow: (callId) => ledger.placeBelow(callId) };
}
