/**
 * Puts a cassette and faults around the tools of a run. The cassette is inside of the faults: what a fault made of an outcome
 * is never recorded. What is recorded goes to the log with the outcome that it is of, as one.
 */
import {
  type CassetteMode,
  errorOutcome,
  type JsonObject,
  type Tool,
  type ToolContext,
  type ToolOutcome,
} from '@nex/core';
import type { StruckCall } from '../faults/fault.ts';
import { FAULTS } from '../faults/index.ts';
import type { EndedCall, Recorder } from '../recorder.ts';
import { placeOfTool } from './call-key.ts';
import type { CallLedger, LedgerCall } from './call-ledger.ts';
import type { Recording } from './recording.ts';

export type Found =
  | { state: 'found'; outcome: ToolOutcome }
  /** `drifted`: the tool was recorded under other input schemas only. */
  | { state: 'missing'; drifted: boolean };

/** What plays. Recordings reach a cassette through the log. */
export interface CassettePlayer {
  /** Of the same take, else of the take that was recorded first. Throws when the cassette cannot be read. */
  find(call: LedgerCall, signal: AbortSignal): Promise<Found>;
}

export interface EquipOptions {
  tools: readonly Tool[];
  ledger: CallLedger;
  /** Absent: tools are called, and nothing is kept. */
  cassette?: { name: string; mode: CassetteMode; player: CassettePlayer };
  wait: StruckCall['wait'];
}

export interface Equipped {
  /** In the order given. */
  tools: Tool[];
  /** Tells the ledger what is said, and adds recordings to the calls that end. The loop must be given this one. */
  listen(recorder: Recorder): Recorder;
}

export function equipTools({ tools, ledger, cassette, wait }: EquipOptions): Equipped {
  const recordings = new Map<string, Recording>();
  const call = async (tool: Tool, one: LedgerCall, args: JsonObject, context: ToolContext) => {
    if (!cassette) return tool.execute(args, context);
    const { mode, name, player } = cassette;
    if (mode === 'strict' || (mode === 'fallback' && !one.keepsState)) {
      const found = await player.find(one, context.signal);
      if (mode === 'strict')
        return found.state === 'found' ? found.outcome : notRecorded(name, one, found.drifted);
      // That a server was out of reach is no answer worth repeating.
      if (found.state === 'found' && found.outcome.errorKind !== 'infrastructure') {
        recordings.set(context.callId, { call: one, outcome: found.outcome });
        return found.outcome;
      }
    }
    const outcome = await tool.execute(args, context);
    recordings.set(context.callId, { call: one, outcome });
    return outcome;
  };
  const equip = (tool: Tool): Tool => ({
    ...tool,
    async execute(args, context) {
      const one = ledger.callOf(context.callId);
      if (!one) return tool.execute(args, context);
      const run = () => call(tool, one, args, context);
      if (!one.fault) return run();
      const { rule } = one.fault;
      return FAULTS[rule.kind]({ ...one.fault, server: one.key.server, run, wait, signal: context.signal });
    },
  });
  const withRecording = (ended: EndedCall): EndedCall => {
    const recording = recordings.get(ended.call.id);
    recordings.delete(ended.call.id);
    return recording ? { ...ended, recording } : ended;
  };
  return {
    tools: tools.map((tool) => (placeOfTool(tool.definition) ? equip(tool) : tool)),
    listen: (recorder) => ({
      async recordReply(reply) {
        await recorder.recordReply(reply);
        ledger.reply(reply.message);
      },
      // Playing twice does no more than playing once.
      beginCall: (one, options) =>
        recorder.beginCall(one, cassette?.mode === 'strict' ? { repeatable: true } : options),
      endCall: (ended) => recorder.endCall(withRecording(ended)),
      async recordResults(messages, ended) {
        await recorder.recordResults(messages, ended.map(withRecording));
        ledger.results(messages);
      },
      recordMessages: (messages) => recorder.recordMessages(messages),
      recordReplacement: (replacement) => recorder.recordReplacement(replacement),
      recordPermissionRequests: (requests) => recorder.recordPermissionRequests(requests),
    }),
  };
}

function notRecorded(name: string, { key }: LedgerCall, drifted: boolean): ToolOutcome {
  const why = drifted ? ' It was recorded under another input schema: the tool has changed since.' : '';
  return errorOutcome(
    'not_recorded',
    `The cassette ${name} does not have this call of ${key.tool} (${key.server}), and no tool is called in strict mode.${why}`,
  );
}
