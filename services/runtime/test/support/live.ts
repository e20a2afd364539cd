/** Reading live events: frames with their resume points, and what they come to. */
import type { RunEvent } from '@nex/core';

export interface Frame {
  id: string;
  event: RunEvent;
}

export interface LiveStream extends AsyncDisposable {
  /** The next frame; `undefined` at the end of the stream. */
  next(): Promise<Frame | undefined>;
  /** Frames up to and with the first that fits. */
  until(fits: (event: RunEvent) => boolean): Promise<Frame[]>;
}

/** Resolves when the headers are there. Disposing it breaks the connection. */
export async function openLive(url: string, runId: string, lastEventId?: string): Promise<LiveStream> {
  const gone = new AbortController();
  const headers: Record<string, string> = lastEventId === undefined ? {} : { 'last-event-id': lastEventId };
  const response = await fetch(`${url}/v1/runs/${runId}/events`, { headers, signal: gone.signal });
  if (response.status !== 200 || !response.body) throw new Error(`The stream answered ${response.status}.`);
  // Taken at once: a body that nobody reads is closed when its response is collected.
  const frames = read(response.body.pipeThrough(new TextDecoderStream()));
  const next = async () => {
    const step = await frames.next();
    return step.done ? undefined : step.value;
  };
  return {
    next,
    async until(fits) {
      const seen: Frame[] = [];
      for (let frame = await next(); frame; frame = await next()) {
        seen.push(frame);
        if (fits(frame.event)) return seen;
      }
      throw new Error(`The stream ended after ${seen.map(({ event }) => event.type).join(', ')}.`);
    },
    async [Symbol.asyncDispose]() {
      gone.abort();
    },
  };
}

async function* read(body: ReadableStream<string>): AsyncGenerator<Frame, undefined> {
  let text = '';
  for await (const chunk of body) {
    text += chunk;
    for (let end = text.indexOf('\n\n'); end >= 0; end = text.indexOf('\n\n')) {
      const block = text.slice(0, end);
      text = text.slice(end + 2);
      const field = (name: string) => new RegExp(`^${name}: (.*)$`, 'm').exec(block)?.[1];
      const data = field('data');
      if (data !== undefined) yield { id: field('id') ?? '', event: JSON.parse(data) as RunEvent };
    }
  }
  return undefined;
}

interface Folded {
  type: string;
  runId: string;
  data: Record<string, unknown>;
}

/**
 * What a client has in the end: answers that were taken back are gone, deltas of the same part are one, and times are
 * left out, as live events have their own.
 */
export function folded(events: readonly Pick<RunEvent, 'type' | 'runId' | 'data'>[]): object[] {
  const kept: Folded[] = [];
  for (const { type, runId, data } of events) {
    const { messageId, thinkingMessageId, toolCallId, delta } = data;
    if (type === 'TEXT_MESSAGE_END' && data.discarded === true) {
      const calls = new Set(
        kept.filter((one) => one.data.parentMessageId === messageId).map((one) => one.data.toolCallId),
      );
      const left = kept.filter((one) => one.data.messageId !== messageId && !calls.has(one.data.toolCallId));
      kept.splice(0, kept.length, ...left);
      continue;
    }
    const before = kept.find(
      (one) =>
        one.type === type &&
        one.data.messageId === messageId &&
        one.data.thinkingMessageId === thinkingMessageId &&
        one.data.toolCallId === toolCallId,
    );
    if (typeof delta === 'string' && before) before.data.delta = `${String(before.data.delta)}${delta}`;
    else kept.push({ type, runId, data: { ...data } });
  }
  return inParts(kept);
}

/** The events of an answer one after the other, by its parts: an end that was told late comes where it belongs. */
function inParts(events: Folded[]): Folded[] {
  const callers = new Map(
    events.flatMap(({ type, data }) =>
      type === 'TOOL_CALL_START' ? [[data.toolCallId, data.parentMessageId]] : [],
    ),
  );
  const groups = new Map<unknown, Folded[]>();
  for (const one of events) {
    const { messageId, toolCallId } = one.data;
    const owner = messageId ?? callers.get(toolCallId) ?? one;
    groups.set(owner, [...(groups.get(owner) ?? []), one]);
  }
  const rank = ({ type }: Folded) => {
    const found = ['THINKING_', 'TEXT_', 'TOOL_CALL_'].findIndex((prefix) => type.startsWith(prefix));
    return found < 0 ? 3 : found;
  };
  return [...groups.values()].flatMap((group) => group.toSorted((a, b) => rank(a) - rank(b)));
}

export function isEnd({ type }: RunEvent): boolean {
  return type === 'RUN_FINISHED' || type === 'RUN_ERROR';
}
