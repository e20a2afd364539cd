/** The tree of a run with a time bar per line. Lines are in the document only while they are seen. */
import { useVirtualizer } from '@tanstack/react-virtual';
import clsx from 'clsx';
import { ChevronDown, ChevronRight } from 'lucide-react';
import { type KeyboardEvent, memo, useCallback, useMemo, useRef, useState } from 'react';
import { Button } from '../../../components/button.tsx';
import { formatDuration } from '../../../format/time.ts';
import { texts } from '../../../texts/en.ts';
import type { RunRecord } from '../record/run-record.ts';
import { foldableKeys, type TraceRow, traceRows } from '../record/trace-rows.ts';
import { TraceLabel } from './trace-label.tsx';

const ROW_PX = 26;
const OVERSCAN_ROWS = 16;
const COLUMNS = 'grid grid-cols-[minmax(230px,5fr)_76px_minmax(140px,4fr)] items-center';

export interface TraceViewProps {
  record: RunRecord;
  version: number;
  /** The end of what is under way. */
  nowMs: number;
  selected: string | undefined;
  onSelect(row: TraceRow): void;
}

export function TraceView({ record, version, nowMs, selected, onSelect }: TraceViewProps) {
  const [folded, setFolded] = useState<ReadonlySet<string>>(new Set());
  // The record is changed in place, and its version tells of that.
  const rows = useMemo(() => traceRows(record, folded), [record, version, folded]);
  const scroller = useRef<HTMLDivElement>(null);
  const virtualizer = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW_PX,
    overscan: OVERSCAN_ROWS,
  });
  const isLive = record.agents[0]?.endMs === undefined;
  const endMs = Math.max(isLive ? nowMs : 0, record.endMs, record.startMs + 1);
  const { startMs } = record;
  const scale = useMemo(() => ({ startMs, spanMs: endMs - startMs, nowMs: endMs }), [startMs, endMs]);
  const toggle = useCallback(
    (key: string) =>
      setFolded((before) => {
        const next = new Set(before);
        if (!next.delete(key)) next.add(key);
        return next;
      }),
    [],
  );
  const onKeyDown = (event: KeyboardEvent) => {
    const place = rows.findIndex(({ key }) => key === selected);
    const step = { ArrowDown: 1, j: 1, ArrowUp: -1, k: -1 }[event.key];
    const row = rows[step === undefined ? place : Math.max(0, place + step)];
    if (row === undefined) return;
    if (step !== undefined) {
      onSelect(row);
      virtualizer.scrollToIndex(rows.indexOf(row));
    } else if (row.hasChildren && ['ArrowLeft', 'ArrowRight', 'Enter'].includes(event.key)) toggle(row.key);
    else return;
    event.preventDefault();
  };
  return (
    <div className="flex h-full min-h-0 flex-col">
      <div className={clsx(COLUMNS, 'h-8 shrink-0 border-b pr-3 pl-3 text-xs text-faint')}>
        <span className="flex items-center gap-2">
          {texts.runs.trace.lines(rows.length)}
          <Button
            look="quiet"
            className="h-5! px-1! text-xs"
            onClick={() => setFolded(new Set(foldableKeys(record)))}
          >
            {texts.runs.trace.foldAll}
          </Button>
          <Button look="quiet" className="h-5! px-1! text-xs" onClick={() => setFolded(new Set())}>
            {texts.runs.trace.unfoldAll}
          </Button>
        </span>
        <span className="text-right">{texts.common.took}</span>
        <span className="flex justify-between pl-3">
          <span>0</span>
          <span>{formatDuration(endMs - record.startMs)}</span>
        </span>
      </div>
      <div
        ref={scroller}
        role="tree"
        aria-label={texts.runs.trace.label}
        tabIndex={0}
        data-trace
        onKeyDown={onKeyDown}
        className="min-h-0 flex-1 overflow-auto outline-offset-[-2px]"
      >
        <div className="relative" style={{ height: virtualizer.getTotalSize() }}>
          {virtualizer.getVirtualItems().map(({ index, start }) => {
            const row = rows[index];
            if (row === undefined) return null;
            return (
              <TraceLine
                key={row.key}
                row={row}
                topPx={start}
                isFolded={folded.has(row.key)}
                isSelected={row.key === selected}
                onToggle={toggle}
                onSelect={onSelect}
                scale={scale}
              />
            );
          })}
        </div>
      </div>
    </div>
  );
}

interface TraceLineProps {
  row: TraceRow;
  topPx: number;
  isFolded: boolean;
  isSelected: boolean;
  onToggle(key: string): void;
  onSelect(row: TraceRow): void;
  scale: { startMs: number; spanMs: number; nowMs: number };
}

/** Lines that stay in view while others come and go are not made again. */
const TraceLine = memo(function TraceLine(props: TraceLineProps) {
  const { row, topPx, isFolded, isSelected, onToggle, onSelect, scale } = props;
  const endMs = row.endMs ?? scale.nowMs;
  const left = ((row.startMs - scale.startMs) / scale.spanMs) * 100;
  const width = ((endMs - row.startMs) / scale.spanMs) * 100;
  const Chevron = isFolded ? ChevronRight : ChevronDown;
  return (
    <div
      role="treeitem"
      aria-level={row.level + 1}
      aria-selected={isSelected}
      {...(row.hasChildren && { 'aria-expanded': !isFolded })}
      // The tree has the focus and moves the selection by keys.
      onClick={() => onSelect(row)}
      className={clsx(
        COLUMNS,
        'absolute inset-x-0 top-0 cursor-default pr-3 pl-3 text-xs',
        isSelected ? 'bg-accent-soft' : 'hover:bg-sunken',
      )}
      style={{ height: ROW_PX, transform: `translateY(${topPx}px)` }}
    >
      <div className="flex min-w-0 items-center gap-1" style={{ paddingLeft: row.level * 14 }}>
        <span
          aria-hidden
          className="flex size-4 shrink-0 items-center justify-center"
          onClick={(event) => {
            if (!row.hasChildren) return;
            event.stopPropagation();
            onToggle(row.key);
          }}
        >
          {row.hasChildren && <Chevron className="size-3.5 text-faint" />}
        </span>
        <TraceLabel row={row} />
      </div>
      <span className={clsx('text-right', row.endMs === undefined ? 'text-accent' : 'text-muted')}>
        {formatDuration(endMs - row.startMs)}
      </span>
      <div aria-hidden className="relative ml-3 h-full border-l">
        <div
          className={clsx(
            'absolute top-2 h-2.5 min-w-0.5 rounded-xs',
            barColour(row),
            !row.endMs && 'animate-pulse',
          )}
          style={{ left: `${Math.min(99.5, left)}%`, width: `${Math.min(100 - left, width)}%` }}
        />
      </div>
    </div>
  );
});

function barColour(row: TraceRow): string {
  if (row.kind === 'agent') return row.agent.failure ? 'bg-bad-mark/60' : 'bg-line-strong';
  if (row.kind === 'model') return 'bg-series-1';
  if (row.call.isAsked) return 'bg-warn-mark';
  return row.call.isError ? 'bg-bad-mark' : 'bg-series-2';
}
