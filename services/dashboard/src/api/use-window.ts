/**
 * A long list of which only the pages around what is seen are asked for, so that the scroll bar leads anywhere at once. The
 * total must be known; the cache keeps the pages that were seen.
 */
import { useQueries } from '@tanstack/react-query';
import { useCallback, useMemo, useState } from 'react';

const PAGE_ROWS = 200;
/** Scrolling past many pages asks for none of them: those that stay for so long are asked for. */
const SETTLE_MS = 60;

export interface Window<T> {
  /** At their places; a hole for what was not asked for. */
  rows: readonly T[];
  error: Error | null;
  onSeen(first: number, last: number): void;
  retry(): void;
}

export function useWindow<T>(
  key: readonly unknown[],
  total: number,
  fetchRows: (options: { offset: number; limit: number; signal: AbortSignal }) => Promise<readonly T[]>,
): Window<T> {
  const [[first, last], setPages] = useState<readonly [number, number]>([0, 0]);
  const timer = useMemo(() => ({ id: 0 }), []);
  const onSeen = useCallback(
    (from: number, to: number) => {
      clearTimeout(timer.id);
      timer.id = window.setTimeout(() => {
        const next = [Math.floor(from / PAGE_ROWS), Math.floor(to / PAGE_ROWS)] as const;
        setPages((before) => (before[0] === next[0] && before[1] === next[1] ? before : next));
      }, SETTLE_MS);
    },
    [timer],
  );
  const end = Math.max(0, Math.ceil(total / PAGE_ROWS) - 1);
  const pages = Array.from(
    { length: Math.min(last, end) - Math.min(first, end) + 1 },
    (_, at) => Math.min(first, end) + at,
  );
  const queries = useQueries({
    queries: pages.map((page) => ({
      queryKey: [...key, 'page', page],
      queryFn: ({ signal }: { signal: AbortSignal }) =>
        fetchRows({ offset: page * PAGE_ROWS, limit: PAGE_ROWS, signal }),
      enabled: total > 0,
      staleTime: 60_000,
    })),
  });
  const from = pages[0] ?? 0;
  // Sparse: it holds what is there. Made anew each time, since it is short; its rows stay the same.
  const rows: T[] = [];
  queries.forEach(({ data }, at) => {
    data?.forEach((row, place) => {
      rows[(from + at) * PAGE_ROWS + place] = row;
    });
  });
  return {
    rows,
    error: queries.find(({ error }) => error !== null)?.error ?? null,
    onSeen,
    retry: () => {
      for (const query of queries) if (query.error) void query.refetch();
    },
  };
}
