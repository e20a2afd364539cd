/**
 * Gives each call of a run its key and its fault, from the transcript alone: from the answer that holds the call and from what
 * was said before. In which order calls of a turn run, and whether a worker died in between, makes no difference.
 */
import {
  type JsonObject,
  type Message,
  STOPPING_FAULTS,
  type Tool,
  type ToolCallBlock,
  type ToolResultBlock,
  toolCallsOf,
} from '@nex/core';
import { digestJson } from '@nex/core/digest';
import { FaultPlan, type FaultPlanOptions, type PlannedFault } from '../faults/fault-plan.ts';
import { argumentsDigest, type CallKey, placeOfTool, schemaDigest } from './call-key.ts';
import type { Place } from './place.ts';
import { Tally } from './tally.ts';

/** A call that may reach its tool. */
export interface LedgerCall {
  key: CallKey;
  /** Of the key. */
  digest: string;
  take: string;
  keepsState: boolean;
  fault?: PlannedFault;
}

export interface CallLedger {
  /** An answer of the model, before its calls run. */
  reply(message: Message): void;
  /** Tool messages that answer calls of that answer. */
  results(messages: readonly Message[]): void;
  /** Of a call of the last answer; `undefined` for one that is blocked and for tools that are never played. */
  callOf(callId: string): LedgerCall | undefined;
  /** Where the run below stands that a call of the last answer starts. */
  placeBelow(callId: string): Place | undefined;
}

export interface CallLedgerOptions {
  /** All that the agent may call; names are unique. */
  tools: readonly Tool[];
  place: Place;
  /** Absent: no faults. */
  faults?: FaultPlanOptions;
  /** What the run has said so far, each message once and in order, with what a compaction took out. */
  transcript?: readonly Message[];
}

interface Entry {
  call: ToolCallBlock;
  tool: Tool;
  args: JsonObject;
  /** Kept from its tool by a fault. */
  stopped: boolean;
}

export function createCallLedger({ tools, place, faults, transcript = [] }: CallLedgerOptions): CallLedger {
  const byName = new Map(tools.map((tool) => [tool.definition.name, tool]));
  const schemas = new Map<Tool, string>();
  const plan = faults && new FaultPlan(faults, place.take);
  const tally = new Tally(place);
  const seen = new Set<string>();
  let turn: Entry[] = [];
  let answered = new Map<string, ToolResultBlock>();
  let calls = new Map<string, LedgerCall>();
  let below = new Map<string, Place>();

  /** What the last turn did, now that its results are known. */
  const close = () => {
    for (const entry of turn) if (!entry.stopped && reached(answered.get(entry.call.id))) enter(tally, entry);
    turn = [];
    answered = new Map();
  };
  const schemaOf = (tool: Tool): string => {
    const digest = schemas.get(tool) ?? schemaDigest(tool.definition);
    schemas.set(tool, digest);
    return digest;
  };
  const keyOf = (ahead: Tally, { tool, args }: Entry): LedgerCall | undefined => {
    const at = placeOfTool(tool.definition);
    if (!at) return undefined;
    const { keepsState, ...where } = at;
    const parts = { ...where, schema: schemaOf(tool), args: argumentsDigest(args) };
    const key = keepsState
      ? { ...parts, state: ahead.stateOf(at.server) }
      : { ...parts, occurrence: ahead.occurrence(equalIn(parts)) };
    return { key, digest: digestJson(key), take: place.take, keepsState };
  };
  const reply = (message: Message) => {
    close();
    calls = new Map();
    below = new Map();
    const ahead = tally.copy();
    for (const call of toolCallsOf(message)) {
      // A compaction may have written an answer once more.
      if (seen.has(call.id)) continue;
      seen.add(call.id);
      const tool = byName.get(call.name);
      if (!tool || !call.arguments || isBlocked(tool, call.arguments)) continue;
      const entry: Entry = { call, tool, args: call.arguments, stopped: false };
      const known = keyOf(ahead, entry);
      if (known) {
        const fault = plan?.next(tool.definition, known.key.server);
        entry.stopped = fault !== undefined && STOPPING_FAULTS.has(fault.rule.kind);
        calls.set(call.id, fault ? { ...known, fault } : known);
      } else if (tool.definition.origin.kind === 'sub_agent') {
        const by = subAgentCall(ahead, entry);
        below.set(call.id, { take: digestJson([place.take, by]), ...ahead.shifted(by) });
      }
      turn.push(entry);
      if (!entry.stopped) enter(ahead, entry);
    }
  };
  const results = (messages: readonly Message[]) => {
    for (const { content } of messages) {
      for (const block of content) {
        if (block.type === 'tool_result' && !answered.has(block.toolCallId))
          answered.set(block.toolCallId, block);
      }
    }
  };
  for (const message of transcript) {
    if (message.role === 'assistant') reply(message);
    else if (message.role === 'tool') results([message]);
  }
  return { reply, results, callOf: (id) => calls.get(id), placeBelow: (id) => below.get(id) };
}

function enter(tally: Tally, entry: Entry): void {
  const { tool, args } = entry;
  if (tool.definition.origin.kind === 'sub_agent') {
    const by = subAgentCall(tally, entry);
    tally.count(subAgentParts(entry));
    tally.shift(by);
    return;
  }
  const at = placeOfTool(tool.definition);
  if (!at) return;
  const parts = { ...at, args: argumentsDigest(args) };
  if (at.keepsState) tally.touch(parts);
  else tally.count(equalIn({ ...parts }));
}

/** A tool is named once in a list, so its schema need not be compared. */
function equalIn({ server, tool, args }: Pick<CallKey, 'server' | 'tool' | 'args'>): unknown {
  return [server, tool, args];
}

/** Tells the calls of sub-agents apart by what they were told, equal ones by their order. */
function subAgentCall(tally: Tally, entry: Entry): string {
  const parts = subAgentParts(entry);
  return digestJson([parts, tally.occurrence(parts)]);
}

function subAgentParts({ tool, args }: Entry): unknown {
  return ['sub_agent', tool.definition.name, argumentsDigest(args)];
}

function isBlocked(tool: Tool, args: JsonObject): boolean {
  return tool.check(args) !== undefined || tool.permit?.(args).decision === 'deny';
}

/** A call whose turn was never completed counts: it may have been made. */
function reached(result: ToolResultBlock | undefined): boolean {
  if (!result) return true;
  if (result.injected !== undefined && STOPPING_FAULTS.has(result.injected)) return false;
  return result.errorKind !== 'denied' && result.errorKind !== 'unknown_tool';
}
