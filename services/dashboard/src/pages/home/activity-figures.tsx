import type { Activity, ActivityBucket, OwnUse } from '@nex/core';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { Figure } from '../../components/facts.tsx';
import { formatCount } from '../../format/numbers.ts';
import { texts } from '../../texts/en.ts';
import { UseFigures, type UsePart } from './use-figures.tsx';

const { figures } = texts.home;

/** The numbers of now and of the span; those of states lead to the runs. `own`: undefined while it is not known. */
export function ActivityFigures({ activity, own }: { activity: Activity; own: OwnUse['parts'] | undefined }) {
  const { states, buckets, span } = activity;
  const sum = (pick: (bucket: ActivityBucket) => number) =>
    buckets.reduce((total, bucket) => total + pick(bucket), 0);
  const isPriced = buckets.some(({ costUsd }) => costUsd !== undefined);
  const runs: UsePart = {
    part: 'runs',
    inputTokens: sum(({ inputTokens }) => inputTokens),
    outputTokens: sum(({ outputTokens }) => outputTokens),
    costUsd: isPriced ? sum(({ costUsd }) => costUsd ?? 0) : undefined,
  };
  const inSpan = texts.home.inSpan(texts.home.spans[span]);
  return (
    <div className="grid grid-cols-[repeat(auto-fit,minmax(110px,1fr))] gap-x-6 gap-y-3">
      <Figure
        name={figures.running}
        value={<RunsOf state="running">{formatCount(states.running)}</RunsOf>}
        note={figures.now}
      />
      <Figure
        name={figures.queued}
        value={<RunsOf state="queued">{formatCount(states.queued)}</RunsOf>}
        note={figures.now}
      />
      <Figure
        name={figures.waiting}
        value={
          <RunsOf state="waiting">
            <span className={states.waiting > 0 ? 'text-warn' : ''}>{formatCount(states.waiting)}</span>
          </RunsOf>
        }
        note={figures.now}
      />
      <Figure
        name={figures.completed}
        value={<RunsOf state="completed">{formatCount(states.completed)}</RunsOf>}
        note={inSpan}
      />
      <Figure
        name={figures.failed}
        value={
          <RunsOf state="failed">
            <span className={states.failed > 0 ? 'text-bad' : ''}>{formatCount(states.failed)}</span>
          </RunsOf>
        }
        note={inSpan}
      />
      <UseFigures runs={runs} own={own?.map(({ part, usage }) => ({ part, ...usage }))} note={inSpan} />
    </div>
  );
}

function RunsOf({ state, children }: { state: keyof Activity['states']; children: ReactNode }) {
  return (
    <Link to="/runs" search={{ state }} className="hover:underline">
      {children}
    </Link>
  );
}
