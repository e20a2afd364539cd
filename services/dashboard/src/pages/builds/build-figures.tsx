import type { Build } from '@nex/core';
import { Figure } from '../../components/facts.tsx';
import { Elapsed } from '../../components/time.tsx';
import { formatCompact, formatCount, formatMoney, formatPercent } from '../../format/numbers.ts';
import { formatDuration } from '../../format/time.ts';
import { texts } from '../../texts/en.ts';
import { currentStage, hasEnded } from './current-stage.ts';

const words = texts.builds.figures;

/** The numbers that are looked at all day, in one line. */
export function BuildFigures({ build }: { build: Build }) {
  const { funnel, spending, economy } = build;
  const stage = currentStage(build);
  const stageName = stage && (texts.builds.stages.names[stage.name] ?? stage.name);
  const unit = economy?.perKeptTrajectory;
  const share = funnel.runs.total === 0 ? 0 : funnel.kept / funnel.runs.total;
  const spent = spending?.spent;
  const flagged = Object.values(funnel.flagReasons ?? {}).reduce((sum, count) => sum + count, 0);
  return (
    <div className="grid shrink-0 grid-cols-[repeat(auto-fit,minmax(130px,1fr))] gap-x-4 gap-y-2 border-b bg-surface px-4 py-2.5">
      <Figure
        name={words.queries}
        value={`${formatCount(funnel.queries.accepted)} / ${formatCount(funnel.queries.requested)}`}
        note={words.rejected(formatCount(funnel.queries.rejected))}
      />
      <Figure
        name={words.runs}
        value={`${formatCount(funnel.runs.completed)} / ${formatCount(funnel.runs.total)}`}
        note={words.failed(formatCount(funnel.runs.failed))}
      />
      <Figure
        name={words.kept}
        value={formatCount(funnel.kept)}
        note={`${formatPercent(share)} ${words.ofRuns(formatCount(funnel.runs.total))}`}
      />
      <Figure name={words.flagged} value={formatCount(flagged)} note={texts.builds.trajectories.flag} />
      <Figure
        name={words.perKept}
        value={
          unit === undefined
            ? '–'
            : unit.costUsd === undefined
              ? formatCompact(unit.tokens)
              : formatMoney(unit.costUsd)
        }
        note={
          unit &&
          (unit.costUsd === undefined ? words.tokens : `${formatCompact(unit.tokens)} ${words.tokens}`)
        }
      />
      <Figure
        name={words.spent}
        value={
          spent === undefined
            ? '–'
            : spent.costUsd > 0
              ? formatMoney(spent.costUsd)
              : formatCompact(spent.tokens)
        }
        note={
          spending && spending.reserved.tokens > 0
            ? words.reserved(formatCompact(spending.reserved.tokens))
            : spent && (spent.costUsd > 0 ? `${formatCompact(spent.tokens)} ${words.tokens}` : words.tokens)
        }
      />
      {hasEnded(build) ? (
        <Figure name={words.took} value={<Elapsed from={build.createdAt} to={build.finishedAt} />} />
      ) : (
        <>
          <Figure name={words.elapsed} value={<Elapsed from={build.createdAt} />} />
          <Figure
            name={words.left}
            value={stage?.etaMs === undefined ? '–' : formatDuration(stage.etaMs)}
            note={stageName && words.stageLeft(stageName)}
          />
        </>
      )}
    </div>
  );
}
