/** Every stage with its progress; of the one at work its rate, and the time left by the clock. */
import type { Build, Stage } from '@nex/core';
import { useRef } from 'react';
import { StateBadge } from '../../../components/badge.tsx';
import { ProgressBar } from '../../../components/progress-bar.tsx';
import { Elapsed, useNow } from '../../../components/time.tsx';
import { formatCount } from '../../../format/numbers.ts';
import { formatDuration } from '../../../format/time.ts';
import { texts } from '../../../texts/en.ts';

const words = texts.builds.stages;
const HEAD = 'px-3 py-1.5 text-left text-xs font-medium text-faint';

export function StageTable({ build }: { build: Build }) {
  return (
    <table className="w-full">
      <thead>
        <tr className="border-b">
          <th className={HEAD}>{words.stage}</th>
          <th className={`${HEAD} w-2/5`}>{words.progress}</th>
          <th className={`${HEAD} text-right`}>{words.rate}</th>
          <th className={`${HEAD} text-right`}>{texts.common.took}</th>
          <th className={`${HEAD} text-right`}>{words.left}</th>
        </tr>
      </thead>
      <tbody>
        {build.stages.map((stage) => (
          <StageRow key={stage.name} stage={stage} isPaused={build.state === 'paused'} />
        ))}
      </tbody>
    </table>
  );
}

function StageRow({ stage, isPaused }: { stage: Stage; isPaused: boolean }) {
  const { name, state, done, total, ratePerMinute, startedAt, finishedAt } = stage;
  const label = words.names[name] ?? name;
  const shown = state === 'running' && isPaused ? 'paused' : state;
  return (
    <tr className="border-b last:border-0">
      <td className="px-3 py-1.5">
        <span className="flex items-center gap-2">
          <span className={state === 'queued' ? 'text-faint' : 'font-medium'}>{label}</span>
          {state !== 'queued' && state !== 'done' && <StateBadge state={shown} />}
        </span>
      </td>
      <td className="px-3 py-1.5">
        <span className="flex items-center gap-3">
          <ProgressBar
            label={label}
            done={state === 'done' ? Math.max(done, 1) : done}
            total={state === 'done' ? Math.max(done, 1) : total}
            tone={state === 'failed' ? 'bad' : state === 'done' ? 'good' : 'accent'}
          />
          <span className="w-24 shrink-0 text-right text-muted">
            {total === 0 ? '–' : `${formatCount(done)} / ${formatCount(total)}`}
          </span>
        </span>
      </td>
      <td className="px-3 py-1.5 text-right text-muted">
        {ratePerMinute === undefined || state === 'queued'
          ? '–'
          : words.perMinute(formatCount(Math.round(ratePerMinute)))}
      </td>
      <td className="px-3 py-1.5 text-right text-muted">
        {startedAt === undefined ? '–' : <Elapsed from={startedAt} to={finishedAt} />}
      </td>
      <td className="px-3 py-1.5 text-right">
        {stage.etaMs === undefined ? '–' : <TimeLeft etaMs={stage.etaMs} done={done} />}
      </td>
    </tr>
  );
}

/** Runs down between two snapshots. */
function TimeLeft({ etaMs, done }: { etaMs: number; done: number }) {
  const now = useNow(1_000);
  const told = useRef({ etaMs, done, at: now });
  if (told.current.etaMs !== etaMs || told.current.done !== done) told.current = { etaMs, done, at: now };
  return <>{formatDuration(Math.max(0, etaMs - (now - told.current.at)))}</>;
}
