import type { Run } from '@nex/core';
import { CopyButton } from '../../components/code.tsx';
import { Figure } from '../../components/facts.tsx';
import { Elapsed } from '../../components/time.tsx';
import { formatCompact, formatCount, formatMoney } from '../../format/numbers.ts';
import { formatDateTime } from '../../format/time.ts';
import { texts } from '../../texts/en.ts';

/** The figures of a run in one line. */
export function RunFacts({ run, agents }: { run: Run; agents: number }) {
  const { usage } = run;
  const { facts } = texts.runs;
  return (
    <div className="grid shrink-0 grid-cols-[repeat(auto-fit,minmax(120px,1fr))] gap-x-6 gap-y-2 border-b bg-surface px-4 py-2.5">
      <div className="col-span-2 min-w-0">
        <Figure name={facts.agent} value={run.agent} note={facts.agents(agents)} />
      </div>
      <Figure
        name={texts.common.took}
        value={<Elapsed from={run.startedAt ?? run.createdAt} to={run.finishedAt} />}
        note={formatDateTime(run.createdAt)}
      />
      <Figure
        name={texts.common.tokens}
        value={formatCompact(usage.inputTokens + usage.outputTokens)}
        note={facts.inOut(formatCompact(usage.inputTokens), formatCompact(usage.outputTokens))}
      />
      <Figure
        name={texts.common.cost}
        value={usage.costUsd === undefined ? '–' : formatMoney(usage.costUsd)}
        note={usage.costUsd === undefined ? texts.common.noPrice : undefined}
      />
      <Figure name={facts.modelCalls} value={formatCount(usage.modelCalls)} />
      <Figure
        name={facts.ended}
        value={run.failure?.code ?? run.stopReason?.replaceAll('_', ' ') ?? facts.notYet}
        note={run.attempt > 1 ? facts.attempt(run.attempt) : undefined}
      />
      <Figure
        name={facts.id}
        value={
          <span className="flex items-center font-mono text-xs font-normal">
            <span className="truncate">{run.id}</span>
            <CopyButton text={run.id} />
          </span>
        }
        note={facts.trace(run.traceId.slice(0, 8))}
      />
    </div>
  );
}
