/** Every list of `nex` is made here: the same options, the same JSON, the same words about what there is more. */
import type { Client, Page, PageOptions } from '@nex/client';
import { strangeCursor } from '@nex/core';
import type { Command } from 'commander';
import type { Context } from '../../context.ts';
import { tableLines } from '../../output/table.ts';
import type { Runner } from '../command.ts';
import { whole } from '../numbers.ts';

/** Most that the platform gives at once. */
const PAGE = 200;
const MOST = 1_000_000;
const LIMIT = 50;

export interface ListRequest {
  limit: number;
  all?: boolean;
  cursor?: string;
}

export interface ListParts<T, O> {
  /** Default: `list`. */
  name?: string;
  /** What is listed, and in which order. */
  description: string;
  /** Adds options of its own. */
  options?(command: Command): Command;
  /** One page. `limit` is at most 200. */
  page(client: Client, options: O & PageOptions): Promise<Page<T>>;
  columns: readonly string[];
  row(item: T): readonly string[];
  /** Said when there is nothing. */
  empty: string;
}

/** Of the platform. The JSON is `items` and `nextCursor`, as the REST API has them. */
export function addList<T, O extends object = object>(
  group: Command,
  run: Runner,
  { name = 'list', description, options, page, columns, row, empty }: ListParts<T, O>,
): Command {
  const command = group.command(name).description(description);
  return listOptions(options?.(command) ?? command).action((asked: O & ListRequest, self: Command) =>
    run(self, async (context) => {
      const client = await context.client();
      const found = await collect((one) => page(client, one as O & PageOptions), asked, context.signal);
      context.print(found, ({ items }) =>
        items.length === 0 ? [empty] : tableLines(columns, items.map(row)),
      );
      noteMore(context, found.nextCursor);
    }),
  );
}

/** The options that every list has, for lists that print more than a table. */
export function listOptions(command: Command): Command {
  return command
    .option('--limit <number>', 'how many at most', whole(1, MOST), LIMIT)
    .option('--all', 'everything, in the place of --limit (default: no)')
    .option('--cursor <cursor>', 'go on where a list ended that said so (default: from the start)');
}

/** As many as are asked for, page after page. */
export async function collect<T, O extends ListRequest>(
  page: (options: object) => Promise<Page<T>>,
  { limit, all = false, cursor: from, ...filter }: O,
  signal: AbortSignal,
): Promise<Page<T>> {
  const most = all ? Number.POSITIVE_INFINITY : limit;
  const items: T[] = [];
  let cursor: string | null | undefined = from;
  do {
    const asked = { ...filter, limit: Math.min(PAGE, most - items.length), signal };
    const { items: more, nextCursor } = await page(cursor == null ? asked : { ...asked, cursor });
    items.push(...more);
    cursor = nextCursor;
  } while (cursor !== null && items.length < most);
  return { items, nextCursor: cursor };
}

/** A list that is at hand, as the platform would give it. Throws `invalid_request` for a cursor of another list. */
export async function pageOf<T>(
  all: readonly T[],
  { limit = PAGE, cursor = '0' }: PageOptions,
): Promise<Page<T>> {
  if (!/^\d{1,9}$/.test(cursor)) throw strangeCursor();
  const end = Number(cursor) + limit;
  return { items: all.slice(Number(cursor), end), nextCursor: end < all.length ? String(end) : null };
}

export function noteMore(context: Context, nextCursor: string | null): void {
  if (nextCursor !== null)
    context.note(`There are more: --all for everything, --cursor ${nextCursor} to go on.`);
}

/** `2026-01-31 12:00` */
export function minute(time: string): string {
  return time.slice(0, 16).replace('T', ' ');
}
