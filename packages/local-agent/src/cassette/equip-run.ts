/** The tools of one local run with its cassette and faults around them. */
import { setTimeout as sleep } from 'node:timers/promises';
import {
  type CallLedger,
  type CassettePlayer,
  createCallLedger,
  type Equipped,
  equipTools,
  type Recorder,
} from '@nex/agent';
import type { Tool } from '@nex/core';
import type { AgentRun } from '../run-input.ts';
import type { LocalTape } from './local-tape.ts';

export interface EquippedRun extends Equipped {
  placeBelow: CallLedger['placeBelow'];
}

export function equipRun(
  tape: LocalTape,
  { log, tree, ...run }: AgentRun,
  tools: readonly Tool[],
): EquippedRun {
  const { cassette, faults, seed } = tape;
  const ledger = createCallLedger({
    tools,
    place: run.tapePlace ?? tape.rootPlace(log.messages),
    ...(faults && { faults: { rules: faults, seed } }),
    transcript: log.messages,
  });
  const player: CassettePlayer | undefined = cassette && {
    async find(call, signal) {
      const found = await cassette.file.find(call, signal);
      if (found.state === 'missing' && cassette.mode === 'strict') tree.countMissing();
      return found;
    },
  };
  const equipped = equipTools({
    tools,
    ledger,
    ...(cassette && player && { cassette: { name: cassette.name, mode: cassette.mode, player } }),
    wait: (ms, signal) => sleep(ms, undefined, { signal }),
  });
  return {
    tools: equipped.tools,
    listen: (recorder) => equipped.listen(keeping(recorder, tape)),
    placeBelow: (callId) => ledger.placeBelow(callId),
  };
}

/** Recordings are in the file before the conversation has their outcomes. */
function keeping(recorder: Recorder, { cassette }: LocalTape): Recorder {
  if (!cassette) return recorder;
  return {
    ...recorder,
    async endCall(ended) {
      if (ended.recording) await cassette.file.keep(ended.recording);
      await recorder.endCall(ended);
    },
    async recordResults(messages, ended) {
      for (const { recording } of ended) if (recording) await cassette.file.keep(recording);
      await recorder.recordResults(messages, ended);
    },
  };
}
