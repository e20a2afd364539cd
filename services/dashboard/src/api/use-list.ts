/** A paged list as one growing list of rows. */
import type { CallOptions, Page } from '@nex/client';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useMemo } from 'react';

const PAGE_SIZE = 100;

export interface List<T> {
  rows: T[];
  /** Before the first page is there. */
  isLoading: boolean;
  isLoadingMore: boolean;
  /** Of the first page; one of a later page stops the growing. */
  error: Error | null;
  hasMore: boolean;
  loadMore(): void;
  retry(): void;
}

export interface ListOptions {
  /** Asks again so often while the page is looked at. Default: never. */
  refreshMs?: number | undefined;
}

/** `fetchPage` is asked for a page with the cursor of the one before it. */
export function useList<T>(
  key: readonly unknown[],
  fetchPage: (options: CallOptions & { limit: number; cursor?: string }) => Promise<Page<T>>,
  { refreshMs }: ListOptions = {},
): List<T> {
  const query = useInfiniteQuery({
    queryKey: key,
    queryFn: ({ pageParam, signal }) =>
      fetchPage({ limit: PAGE_SIZE, signal, ...(pageParam !== null && { cursor: pageParam }) }),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.nextCursor,
    // Only a list of one page is asked again: reading all pages of a long one every few seconds would be waste.
    refetchInterval: ({ state }) =>
      refreshMs !== undefined && (state.data?.pages.length ?? 0) <= 1 ? refreshMs : false,
  });
  const rows = useMemo(() => query.data?.pages.flatMap(({ items }) => items) ?? [], [query.data]);
  return {
    rows,
    isLoading: query.isPending,
    isLoadingMore: query.isFetchingNextPage,
    error: query.data === undefined ? query.error : null,
    hasMore: query.hasNextPage,
    loadMore: () => {
      if (query.hasNextPage && !query.isFetchingNextPage) void query.fetchNextPage();
    },
    retry: () => void query.refetch(),
  };
}
