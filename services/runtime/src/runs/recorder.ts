/**
 * The loop's log on Postgres. Each method is one entry: what belongs together is durable together, and nothing is
 * written once another worker holds the tree.
 */
import { type CallState, compactionPhase, type EndedCall, type Recorder } from '@nex/agent';
import { addUsage, type Json, type Message, type Metrics, newId, type Usage } from '@nex/core';
import { digestJson } from '@nex/core/digest';
import { json } from '@nex/postgres';
import type { Claim } from '../store/claim.ts';
import type { LogEntry, NewEvent, NewMessage, NewRecording } from '../store/log-entry.ts';
import type { LogWriter } from '../store/log-writer.ts';
import { replyRow } from '../store/read-events.ts';
import { createDeferral, type Deferral, type DeferralOptions } from './deferral.ts';

export interface RecorderOptions {
  writer: LogWriter;
  metrics: Metrics;
  claim: Claim;
  runId: string;
  /** Sequence of the run's next message. */
  nextSeq: number;
  /** The whole conversation, inherited messages included. */
  chain: readonly Link[];
  /** What is known of the calls of the open turn. */
  openCalls: ReadonlyMap<string, CallState>;
  /** Answers of the run so far. */
  iterations: number;
  usage: Usage;
  /** Whether messages wait in the run's inbox, as far as is known. */
  inboxWaits: boolean;
  clock: () => number;
  /** Ids of the run's calls that a person was asked about. */
  askedCalls: () => Promise<ReadonlySet<string>>;
  /** The id to store an answer under. */
  replyId: (message: Message) => string;
  /** Where recordings of calls go. */
  cassetteId?: number | undefined;
  /** Called after each write. */
  onWritten: (entry: LogEntry) => void;
  /** How long results may be put off. `onLost` is called when writing them failed, and stops the run. Default: not at all. */
  deferral?: Pick<DeferralOptions, 'forMs' | 'onLost'>;
}

/** A message of the conversation. */
export interface Link {
  id: string;
  /** Id of the row that holds its text: another one's for a message that a compaction kept. */
  body: string;
}

export interface RunRecorder extends Recorder, Pick<Deferral, 'flush' | typeof Symbol.dispose> {
  /** The messages that the run begins with. */
  recordOpening(messages: readonly Message[], opened: NonNullable<LogEntry['opened']>): Promise<void>;
  /** Messages from the run's inbox, which they leave. */
  recordTaken(messages: readonly Message[], ids: readonly string[]): Promise<void>;
  /** Whether messages waited in the run's inbox at the last write. */
  readonly inboxWaits: boolean;
}

export function createRecorder(options: RecorderOptions): RunRecorder {
  const { writer, claim, runId, clock, openCalls } = options;
  let { nextSeq, usage, iterations } = options;
  let chain = [...options.chain];
  let { inboxWaits } = options;

  /** Whether calls of the open turn have marks: what became of them is on record before anything else happens. */
  let marked = false;

  const entries = createDeferral({
    async write(entry) {
      const written = await writer.append(claim, runId, entry);
      inboxWaits = written.waiting > 0;
      options.onWritten(entry);
    },
    ...(options.deferral ?? { forMs: 0, onLost: () => {} }),
  });
  const link = (messages: readonly Message[], nextId = () => newId('message')): NewMessage[] => {
    let predecessor = chain.at(-1)?.id ?? null;
    return messages.map((message, index) => {
      const [block] = message.content;
      const linked = {
        id: nextId(),
        seq: nextSeq + index,
        predecessor,
        message,
        ...(block?.type === 'tool_result' ? { callId: block.toolCallId } : {}),
      };
      predecessor = linked.id;
      return linked;
    });
  };
  const say = async (
    messages: NewMessage[],
    rest: LogEntry,
    how: 'write' | 'writeTogether' | 'defer' = 'write',
  ) => {
    await entries[how]({ ...rest, messages });
    nextSeq += messages.length;
    for (const { id } of messages) chain.push({ id, body: id });
  };
  const resultRow = ({ call }: EndedCall): NewEvent => ({
    type: 'RESULT',
    timestamp: clock(),
    data: { callId: call.id, name: call.name },
    callId: call.id,
  });
  const recorded = (ended: readonly EndedCall[]): Pick<LogEntry, 'recorded'> => {
    const recordings = ended.flatMap((one) => recordingsOf(options.cassetteId, one));
    return recordings.length > 0 ? { recorded: recordings } : {};
  };

  return {
    get inboxWaits() {
      return inboxWaits;
    },
    flush: entries.flush,
    [Symbol.dispose]: () => entries[Symbol.dispose](),
    recordOpening: (messages, opened) => say(link(messages), { opened }),
    recordMessages: (messages) => say(link(messages), {}),
    recordTaken: (messages, taken) =>
      say(link(messages), {
        taken,
        events: messages.map((message) => ({
          type: 'USER_MESSAGE',
          timestamp: clock(),
          data: { content: message.content as Json },
        })),
      }),
    async recordReply(reply) {
      const { message, iteration, finishReason, model, provider, latencyMs, tokens } = reply;
      const messages = link([message], () => options.replyId(message));
      const total = addUsage(usage, reply.usage);
      const told = { model, finishReason, latencyMs: Math.round(latencyMs), iteration, usage: { ...total } };
      const entry: LogEntry = {
        events: [replyRow(message, messages[0]?.id ?? '', told, clock())],
        step: {
          iteration,
          usage: reply.usage,
          finishReason,
          model,
          provider,
          latencyMs,
          ...(tokens ? { tokens } : {}),
        },
      };
      await say(messages, entry, 'writeTogether');
      marked = false;
      usage = total;
      iterations = iteration;
      options.metrics.count('nex_run_steps_total', { finish_reason: finishReason });
    },
    async beginCall(call, { repeatable }): Promise<CallState> {
      const before = openCalls.get(call.id);
      if (before?.state === 'finished') return before;
      if (before?.state === 'unknown' && !repeatable) return before;
      if (!repeatable) {
        marked = true;
        await entries.write({ started: [{ callId: call.id, name: call.name }] });
      }
      return { state: 'new' };
    },
    async endCall(ended) {
      const { call, outcome, latencyMs } = ended;
      await entries.write({
        events: [resultRow(ended)],
        ended: [{ callId: call.id, name: call.name, outcome, latencyMs }],
        ...recorded([ended]),
      });
    },
    recordResults(messages, ended) {
      const last = new Map(ended.map((one) => [one.call.id, one]));
      const entry: LogEntry = {
        events: ended.map(resultRow),
        // The messages hold the outcomes from now on.
        ended: messages.flatMap(({ content: [block] }) => {
          if (block?.type !== 'tool_result') return [];
          const latencyMs = last.get(block.toolCallId)?.latencyMs;
          const call = { callId: block.toolCallId, name: block.toolName };
          return [latencyMs === undefined ? call : { ...call, latencyMs }];
        }),
        ...recorded(ended),
      };
      return say(link(messages), entry, marked ? 'write' : 'defer');
    },
    async recordReplacement({ messages, origins, report, trigger, usage: spent }) {
      const prefix = origins.findIndex((origin, index) => origin !== index);
      const kept = prefix < 0 ? messages.length : prefix;
      let predecessor = chain[kept - 1]?.id ?? null;
      const written = messages.slice(kept).map((message, index): NewMessage => {
        const origin = origins[kept + index];
        const id = newId('message');
        const linked = { id, seq: nextSeq + index, predecessor };
        predecessor = id;
        const sameAs = typeof origin === 'number' ? chain[origin]?.body : undefined;
        return sameAs === undefined ? { ...linked, message } : { ...linked, sameAs };
      });
      const occasion = { phase: compactionPhase(report.mode), triggerReason: trigger };
      const data = { ...report, ...occasion, success: true };
      await entries.write({
        messages: written,
        events: [{ type: 'COMPACTION_FINISHED', timestamp: clock(), data }],
        compaction: { seq: nextSeq, iteration: iterations, report, usage: spent },
      });
      nextSeq += written.length;
      chain = [...chain.slice(0, kept), ...written.map(({ id, sameAs }) => ({ id, body: sameAs ?? id }))];
      usage = addUsage(usage, spent);
    },
    async recordPermissionRequests(pending) {
      const asked = pending.length > 0 ? await options.askedCalls() : new Set();
      // A worker that died after it asked leaves the question standing.
      const requests = pending.filter((request) => !asked.has(request.callId));
      if (requests.length === 0) return;
      await entries.write({
        requests,
        events: requests.map((request) => ({
          type: 'PERMISSION_REQUESTED',
          timestamp: clock(),
          data: { ...request },
        })),
      });
    },
  };
}

function recordingsOf(cassetteId: number | undefined, { recording }: EndedCall): NewRecording[] {
  if (cassetteId === undefined || !recording) return [];
  const { key, digest, take } = recording.call;
  const { server, tool, schema, args } = key;
  // As the store will give it back: its digest must be that of what is there.
  const outcome = JSON.parse(json(recording.outcome)) as NewRecording['outcome'];
  return [
    { cassetteId, key: digest, take, server, tool, schema, args, digest: digestJson(outcome), outcome },
  ];
}
