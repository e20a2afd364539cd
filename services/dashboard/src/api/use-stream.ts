/**
 * Server-sent events for as long as the component is there. The client's iterators resume by themselves after a break of
 * the connection; when they give up, this asks anew after a pause, from where the last event left off.
 */
import { NexError } from '@nex/core';
import { useEffect, useRef, useState } from 'react';
import { useApi } from './api-provider.tsx';

export type StreamState = 'connecting' | 'live' | 'broken' | 'ended';

const AGAIN_AFTER_MS = 3_000;

export interface StreamSource<T> {
  /** Another value begins another stream. `undefined`: none. */
  key: string | undefined;
  /** `last` is the newest item that came, for sources that can go on behind it. */
  open(signal: AbortSignal, last: T | undefined): AsyncIterable<T>;
  /** Called with all that came since the last frame was painted, in order. */
  onItems(items: T[]): void;
}

export function useStream<T>({ key, open, onItems }: StreamSource<T>): StreamState {
  const { report } = useApi();
  const [state, setState] = useState<StreamState>('connecting');
  const handlers = useRef({ open, onItems, report });
  handlers.current = { open, onItems, report };
  useEffect(() => {
    if (key === undefined) {
      setState('ended');
      return;
    }
    const control = new AbortController();
    setState('connecting');
    void follow(control.signal, handlers, setState);
    return () => control.abort();
  }, [key]);
  return state;
}

interface Handlers<T> {
  current: Pick<StreamSource<T>, 'open' | 'onItems'> & { report(thrown: unknown): void };
}

async function follow<T>(
  signal: AbortSignal,
  handlers: Handlers<T>,
  setState: (state: StreamState) => void,
): Promise<void> {
  let last: T | undefined;
  const frames = collectPerFrame<T>((items) => {
    if (!signal.aborted) handlers.current.onItems(items);
  });
  while (!signal.aborted) {
    try {
      for await (const item of handlers.current.open(signal, last)) {
        last = item;
        setState('live');
        frames.add(item);
      }
      if (!signal.aborted) setState('ended');
      return;
    } catch (thrown) {
      if (signal.aborted) return;
      handlers.current.report(thrown);
      if (!(thrown instanceof NexError) || !thrown.retryable) {
        setState('broken');
        return;
      }
      setState('broken');
      await new Promise((resolve) => setTimeout(resolve, AGAIN_AFTER_MS));
    }
  }
}

/** Hidden tabs paint no frames: a timer stands in for them. */
function collectPerFrame<T>(give: (items: T[]) => void) {
  let waiting: T[] = [];
  const flush = () => {
    const items = waiting;
    waiting = [];
    give(items);
  };
  return {
    add(item: T) {
      waiting.push(item);
      if (waiting.length > 1) return;
      if (document.hidden) setTimeout(flush, 200);
      else requestAnimationFrame(flush);
    },
  };
}
