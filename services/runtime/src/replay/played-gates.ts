/** Where a run could go on or be held up: its budget, its log, its questions. Each holds where the recorded run ended. */
import { setImmediate } from 'node:timers/promises';
import type { Budget, PermissionAnswer, PermissionRequest } from '@nex/agent';
import type { Queryable } from '@nex/postgres';
import type { RunRecorder } from '../runs/recorder.ts';
import { findAnswer } from '../store/permission-requests.ts';
import { firstDifference } from './first-difference.ts';
import { EndOfRecord, type Playback } from './playback.ts';

/** Refuses what the recorded budget refused. Throws `EndOfRecord` before a model call that is not in the log. */
export function playedBudget(playback: Playback): Budget {
  const { limits, stop_reason: stopReason } = playback.record.run;
  return {
    maxTokens: limits.maxTokens,
    maxCostUsd: limits.maxCostUsd,
    spent: 0,
    reserve() {
      if (playback.hasNextCall() || playback.compactionHere('regular')) return true;
      if (stopReason === 'budget') return false;
      if (stopReason === 'model_error') return true;
      throw new EndOfRecord();
    },
    settle() {},
  };
}

/** Throws `EndOfRecord` before a call that did not come to an end. */
export function playedRecorder(recorder: RunRecorder, playback: Playback): RunRecorder {
  return {
    ...recorder,
    get inboxWaits() {
      return recorder.inboxWaits;
    },
    async beginCall(call, options) {
      if (playback.outcomeOf(call.id)) return recorder.beginCall(call, options);
      // What ended beside it is recorded first.
      await setImmediate();
      throw new EndOfRecord();
    },
  };
}

/** The recorded decision; `undefined` for a call that waited to the end. */
export async function answerFromLog(
  on: Queryable,
  playback: Playback,
  request: PermissionRequest,
): Promise<PermissionAnswer | undefined> {
  const { run, requests } = playback.record;
  const row = requests.find((one) => one.call_id === request.callId);
  if (row) {
    const { tool_name: toolName, arguments: args, prompt, key, call_id: callId } = row;
    const asked = { callId, toolName, arguments: args, prompt, key };
    playback.note(firstDifference(`permissions.${callId}`, asked, request));
  }
  if (!playback.outcomeOf(request.callId)) return undefined;
  return findAnswer(on, run, request);
}
