/** Keeps a query's data at the newest snapshot that the server tells of. */
import { useQueryClient } from '@tanstack/react-query';
import { type StreamState, useStream } from './use-stream.ts';

/** `enabled` false: the thing has come to its end, and nothing is asked. */
export function useSnapshots<T>(
  key: readonly unknown[],
  open: (signal: AbortSignal) => AsyncIterable<T>,
  enabled: boolean,
): StreamState {
  const queries = useQueryClient();
  return useStream<T>({
    key: enabled ? key.join('/') : undefined,
    open: (signal) => open(signal),
    onItems: (items) => queries.setQueryData(key, items.at(-1)),
  });
}
