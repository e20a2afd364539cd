/** The cursor of a page of rows: query and sample of its last one. */
import { strangeCursor } from '@nex/core';
import { BEFORE_ALL, type RowPlace } from '../store/data-set-diff.ts';

export function cursorOf(row: { query_index: number; sample_index: number } | undefined): string | null {
  return row ? `${row.query_index}.${row.sample_index}` : null;
}

/** Throws `invalid_request` for what is no cursor. */
export function placeOf(cursor: string | undefined): RowPlace {
  if (cursor === undefined) return BEFORE_ALL;
  const [, query, sample] = /^(\d{1,9})\.(\d{1,9})$/.exec(cursor) ?? [];
  if (query !== undefined) return [Number(query), Number(sample)];
  throw strangeCursor();
}
