/**
 * A table whose rows are in the document only while they are seen, so that a hundred thousand scroll as well as ten. Rows
 * have one height. Reaching the end asks for more.
 */
import { Link, type LinkProps } from '@tanstack/react-router';
import { useVirtualizer } from '@tanstack/react-virtual';
import clsx from 'clsx';
import { type KeyboardEvent, memo, type ReactNode, useEffect, useMemo, useRef } from 'react';
import { texts } from '../texts/en.ts';

export const ROW_HEIGHT_PX = 34;
const OVERSCAN_ROWS = 12;
/** Rows before the end at which more are asked for. */
const AHEAD_ROWS = 30;

export interface Column<T> {
  id: string;
  header: ReactNode;
  /** A track of a CSS grid: `90px`, `minmax(120px, 2fr)`. */
  width: string;
  align?: 'right';
  cell(row: T): ReactNode;
}

export interface TableProps<T> {
  /** For those who do not see it. */
  label: string;
  rows: readonly T[];
  columns: readonly Column<T>[];
  rowKey(row: T): string;
  /** Where a row leads; the first column is the link. */
  link?: (row: T) => LinkProps;
  isMarked?: (row: T) => boolean;
  hasMore?: boolean;
  isLoadingMore?: boolean;
  loadMore?: () => void;
  className?: string;
  /** All rows, where `rows` holds only those that were asked for, at their places; the others are grey. */
  total?: number | undefined;
  /** Told of the first and the last row that are drawn, whenever they are others. */
  onSeen?: ((first: number, last: number) => void) | undefined;
}

/** Fills its parent, which has a height. */
export function Table<T>(props: TableProps<T>) {
  const {
    label,
    rows,
    columns,
    rowKey,
    link,
    isMarked,
    hasMore = false,
    isLoadingMore = false,
    loadMore,
    total,
    onSeen,
  } = props;
  const scroller = useRef<HTMLDivElement>(null);
  const virtualizer = useVirtualizer({
    count: total ?? rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW_HEIGHT_PX,
    overscan: OVERSCAN_ROWS,
    getItemKey: (index) => {
      const row = rows[index];
      return row === undefined ? index : rowKey(row);
    },
  });
  const items = virtualizer.getVirtualItems();
  const firstSeen = items[0]?.index ?? 0;
  const lastSeen = items.at(-1)?.index ?? 0;
  useEffect(() => {
    onSeen?.(firstSeen, lastSeen);
  }, [onSeen, firstSeen, lastSeen]);
  useEffect(() => {
    if (hasMore && !isLoadingMore && lastSeen >= rows.length - AHEAD_ROWS) loadMore?.();
  }, [hasMore, isLoadingMore, lastSeen, rows.length, loadMore]);
  const template = useMemo(() => columns.map(({ width }) => width).join(' '), [columns]);
  return (
    <div
      ref={scroller}
      role="table"
      aria-label={label}
      aria-rowcount={hasMore ? -1 : (total ?? rows.length) + 1}
      // A region that scrolls must be reachable by keys.
      tabIndex={0}
      data-table
      onKeyDown={moveBetweenRows}
      className={clsx('h-full min-h-0 overflow-auto', props.className)}
    >
      <div className="min-w-fit">
        <div role="rowgroup" className="sticky top-0 z-10 border-b bg-surface">
          <div
            role="row"
            aria-rowindex={1}
            className="grid h-8 items-center px-3"
            style={{ gridTemplateColumns: template }}
          >
            {columns.map(({ id, header, align }) => (
              <div
                key={id}
                role="columnheader"
                className={clsx(
                  'truncate pr-3 text-xs font-medium text-faint',
                  align === 'right' && 'text-right',
                )}
              >
                {header}
              </div>
            ))}
          </div>
        </div>
        <div role="rowgroup" className="relative" style={{ height: virtualizer.getTotalSize() }}>
          {items.map(({ key, index, start }) => {
            const row = rows[index];
            if (row === undefined) return <GreyRow key={key} index={index} start={start} />;
            return (
              <Row
                key={key}
                row={row}
                index={index}
                topPx={start}
                columns={columns}
                template={template}
                link={link}
                isMarked={isMarked?.(row) ?? false}
              />
            );
          })}
        </div>
        {isLoadingMore && (
          <p role="status" className="p-2 text-center text-xs text-faint">
            {texts.common.loadingMore}
          </p>
        )}
      </div>
    </div>
  );
}

/** In the place of a row that is on its way. */
function GreyRow({ index, start }: { index: number; start: number }) {
  return (
    <div
      role="row"
      aria-rowindex={index + 2}
      className="absolute inset-x-0 top-0 flex items-center border-b px-3"
      style={{ height: ROW_HEIGHT_PX, transform: `translateY(${start}px)` }}
    >
      <div role="cell" className="h-3 w-1/2 rounded bg-sunken" />
    </div>
  );
}

interface RowProps<T> extends Pick<TableProps<T>, 'columns' | 'link'> {
  row: T;
  index: number;
  topPx: number;
  template: string;
  isMarked: boolean;
}

/** Rows that stay in view while others come and go are not made again. */
const Row = memo(function Row<T>({ row, index, topPx, columns, template, link, isMarked }: RowProps<T>) {
  return (
    <div
      role="row"
      aria-rowindex={index + 2}
      className={clsx(
        'absolute inset-x-0 top-0 grid items-center border-b px-3',
        link !== undefined && 'hover:bg-sunken',
        isMarked && 'bg-accent-soft',
      )}
      style={{ gridTemplateColumns: template, height: ROW_HEIGHT_PX, transform: `translateY(${topPx}px)` }}
    >
      {columns.map((column, place) => (
        <div
          key={column.id}
          role="cell"
          className={clsx('truncate pr-3', column.align === 'right' && 'text-right')}
        >
          {place === 0 && link !== undefined ? (
            // The link lies over the whole row, so that a click anywhere follows it.
            <Link {...link(row)} data-row-link className="font-medium after:absolute after:inset-0">
              {column.cell(row)}
            </Link>
          ) : (
            column.cell(row)
          )}
        </div>
      ))}
    </div>
  );
}) as <T>(props: RowProps<T>) => ReactNode;

/** Arrows and j, k go from row to row. */
function moveBetweenRows(event: KeyboardEvent<HTMLDivElement>): void {
  const step = { ArrowDown: 1, j: 1, ArrowUp: -1, k: -1 }[event.key];
  if (step === undefined || event.target instanceof HTMLInputElement) return;
  const links = [...event.currentTarget.querySelectorAll<HTMLElement>('[data-row-link]')];
  const place = links.indexOf(document.activeElement as HTMLElement);
  const next = place === -1 ? links[0] : links[place + step];
  if (next === undefined) return;
  event.preventDefault();
  next.focus();
  next.scrollIntoView({ block: 'nearest' });
}
