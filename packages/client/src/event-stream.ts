/**
 * Server-sent events as an async iterator that outlives the connection: when it breaks, the next one asks for what
 * comes after the last event seen. Gives up after as many fruitless tries in a row as the retry policy allows.
 */
import { NexError } from '@nex/core';
import { EventSourceParserStream } from 'eventsource-parser/stream';
import { CallFailure, isPassing } from './failure.ts';
import { pause } from './pause.ts';
import { pauseBefore } from './retry.ts';
import { cancelled, type Transport } from './transport.ts';

export interface ServerEvent {
  id: string | undefined;
  event: string | undefined;
  data: unknown;
}

export interface StreamOptions {
  path: string;
  signal?: AbortSignal;
  lastEventId?: string;
  /** True for the event after which nothing follows. */
  isLast(event: ServerEvent): boolean;
  /** Asked when the server closed the stream without such an event: true when there is nothing to wait for. */
  isOver?(): Promise<boolean>;
}

/** Throws NexError: `cancelled` when the signal aborts, `unavailable` when the tries are used up. */
export async function* streamEvents(
  transport: Transport,
  options: StreamOptions,
): AsyncGenerator<ServerEvent> {
  const { signal } = options;
  let lastEventId = options.lastEventId;
  let fruitless = 0;
  for (;;) {
    try {
      for await (const event of oneConnection(transport, options.path, lastEventId, signal)) {
        fruitless = 0;
        lastEventId = event.id ?? lastEventId;
        yield event;
        if (options.isLast(event)) return;
      }
      if (await options.isOver?.()) return;
    } catch (thrown) {
      if (signal?.aborted) throw cancelled(thrown);
      if (!isPassing(thrown) && !(thrown instanceof BrokenStream)) {
        throw thrown instanceof CallFailure ? thrown.error : thrown;
      }
      if (fruitless + 1 >= transport.retry.attempts) throw givingUp(thrown, transport.baseUrl);
    }
    fruitless += 1;
    await pause(pauseBefore(fruitless + 1, transport.retry), signal).catch((thrown: unknown) => {
      throw cancelled(thrown);
    });
  }
}

class BrokenStream extends Error {}

function givingUp(thrown: unknown, baseUrl: string): NexError {
  if (thrown instanceof CallFailure) return thrown.error;
  return new NexError('unavailable', 'The event stream keeps breaking.', { where: baseUrl, cause: thrown });
}

async function* oneConnection(
  transport: Transport,
  path: string,
  lastEventId: string | undefined,
  signal: AbortSignal | undefined,
): AsyncGenerator<ServerEvent> {
  const response = await transport.once({
    path,
    headers: {
      accept: 'text/event-stream',
      ...(lastEventId === undefined ? {} : { 'last-event-id': lastEventId }),
    },
    ...(signal ? { signal } : {}),
  });
  if (response.body === null) return;
  const reader = response.body
    .pipeThrough(new TextDecoderStream())
    .pipeThrough(new EventSourceParserStream())
    .getReader();
  try {
    for (;;) {
      const part = await reader.read().catch((cause: unknown) => {
        throw new BrokenStream('The connection broke.', { cause });
      });
      if (part.done) return;
      yield { id: part.value.id, event: part.value.event, data: JSON.parse(part.value.data) };
    }
  } finally {
    await reader.cancel().catch(() => {});
  }
}
