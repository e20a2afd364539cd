import { useVirtualizer } from '@tanstack/react-virtual';
import clsx from 'clsx';
import { useMemo, useRef } from 'react';
import { Panel } from '../../../components/panel.tsx';
import { formatDuration } from '../../../format/time.ts';
import { texts } from '../../../texts/en.ts';
import { useRunRecord } from '../record/use-run-record.ts';
import { alignSteps, type ComparedStep, stepsOf } from './align-steps.ts';

const ROW_PX = 26;

/** The steps of both runs; what one has and the other lacks is marked. */
export function CompareSteps({ left, right }: { left: string; right: string }) {
  const a = useRunRecord(left);
  const b = useRunRecord(right);
  // Records are changed in place, and their versions tell of that.
  const pairs = useMemo(
    () => alignSteps(stepsOf(a.record), stepsOf(b.record)),
    [a.record, a.version, b.record, b.version],
  );
  const alike = pairs.filter((pair) => pair.left && pair.right).length;
  const scroller = useRef<HTMLDivElement>(null);
  const virtualizer = useVirtualizer({
    count: pairs.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW_PX,
    overscan: 20,
  });
  return (
    <Panel title={texts.runs.compare.steps(alike, pairs.length)} bodyClass="p-0">
      <div
        ref={scroller}
        role="region"
        aria-label={texts.runs.compare.stepsLabel}
        // A region that scrolls must be reachable by keys.
        tabIndex={0}
        className="max-h-[60vh] overflow-auto outline-offset-[-2px]"
      >
        <div className="relative" style={{ height: virtualizer.getTotalSize() }}>
          {virtualizer.getVirtualItems().map(({ index, start }) => {
            const pair = pairs[index];
            const isLone = !pair?.left || !pair.right;
            return (
              <div
                key={index}
                className={clsx(
                  'absolute inset-x-0 top-0 grid grid-cols-2 gap-4 px-3',
                  isLone && 'bg-warn-soft',
                )}
                style={{ height: ROW_PX, transform: `translateY(${start}px)` }}
              >
                <Step step={pair?.left} />
                <Step step={pair?.right} />
              </div>
            );
          })}
        </div>
      </div>
    </Panel>
  );
}

function Step({ step }: { step: ComparedStep | undefined }) {
  if (step === undefined) return <span className="text-faint">–</span>;
  return (
    <span className="flex min-w-0 items-center gap-2 text-xs" style={{ paddingLeft: step.level * 14 }}>
      <span className={clsx('truncate', step.isError && 'text-bad')}>{step.label}</span>
      <span className="ml-auto shrink-0 text-faint">
        {step.tookMs !== undefined && formatDuration(step.tookMs)}
      </span>
    </span>
  );
}
