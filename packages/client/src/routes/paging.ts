/** Lists come in pages; the cursor of one page asks for the next. */
import type { CallOptions } from '../transport.ts';

export interface PageOptions extends CallOptions {
  /** 1 to 200. Default 50. */
  limit?: number;
  cursor?: string;
}

export interface MadeOptions extends PageOptions {
  /** Made at this time or later, RFC 3339. */
  since?: string;
  /** Made before this time. */
  until?: string;
}

export interface Page<T> {
  items: T[];
  nextCursor: string | null;
}

/** The parts of a call that a page is asked with: all but the signal goes into the query. */
export function pageCall<T extends PageOptions>({ signal, ...query }: T) {
  return { ...(signal ? { signal } : {}), query: query as Record<string, string | number | undefined> };
}

/**
 * Every item of a list, in its order; the next page is asked for when the one before is used up.
 * `for await (const run of everyItem(client.runs.list, { state: 'failed' }))`.
 */
export async function* everyItem<T, O extends PageOptions>(
  list: (options?: O) => Promise<Page<T>>,
  options: NoInfer<O>,
): AsyncGenerator<T> {
  let cursor: string | null | undefined = options.cursor;
  do {
    const page = await list(cursor == null ? options : { ...options, cursor });
    yield* page.items;
    cursor = page.nextCursor;
  } while (cursor !== null);
}

/** The same as one array, for lists that are short. */
export async function allItems<T>(list: (options?: PageOptions) => Promise<Page<T>>): Promise<T[]> {
  return Array.fromAsync(everyItem(list, { limit: MAX_LIMIT }));
}

const MAX_LIMIT = 200;
