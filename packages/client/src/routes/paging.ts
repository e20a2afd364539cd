/** Lists come in pages; the cursor of one page asks for the next. */
import type { CallOptions } from '../transport.ts';

export interface PageOptions extends CallOptions {
  /** 1 to 200. Default 50. */
  limit?: number;
  cursor?: string;
}

export interface Page<T> {
  items: T[];
  nextCursor: string | null;
}

/** The parts of a call that a page is asked with. */
export function pageCall({ limit, cursor, ...call }: PageOptions & { state?: string | undefined }) {
  const { state, ...rest } = call;
  return { ...rest, query: { limit, cursor, state } };
}
