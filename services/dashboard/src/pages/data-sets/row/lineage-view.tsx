/** From the row back to the sentence, a step below the other. */
import type { RowLineage } from '@nex/core';
import { Link } from '@tanstack/react-router';
import { Badge } from '../../../components/badge.tsx';
import { Id } from '../../../components/code.tsx';
import { Facts } from '../../../components/facts.tsx';
import { PathLink } from '../../../components/path-link.tsx';
import { Ago } from '../../../components/time.tsx';
import { formatCompact, formatPercent } from '../../../format/numbers.ts';
import { formatDuration } from '../../../format/time.ts';
import { texts } from '../../../texts/en.ts';
import { FoundInRow } from './found-in-row.tsx';
import { Step } from './step.tsx';

const words = texts.dataSets.row;
const LINK = 'text-accent underline';

export function LineageView({ lineage }: { lineage: RowLineage }) {
  const { build, framework, query, run, trajectory } = lineage;
  const { measured, asked } = query.difficulty;
  return (
    <div className="p-4">
      <h2 className="mb-3 text-sm font-semibold">{words.lineage}</h2>
      <ol className="space-y-4 border-l-2 border-line-strong pl-4">
        <Step title={words.sentence}>
          <p className="text-base">{lineage.sentence}</p>
        </Step>
        <Step title={words.framework}>
          <PathLink href={`/frameworks/${framework.id}`} className={LINK}>
            {framework.name}
          </PathLink>{' '}
          <Id id={framework.digest} />
        </Step>
        <Step title={words.build}>
          <Link to="/builds/$buildId" params={{ buildId: build.id }} className={LINK}>
            {build.name}
          </Link>{' '}
          <span className="text-muted">
            {words.seed} {build.seed} · <Ago time={build.createdAt} />
          </span>
        </Step>
        <Step title={words.query}>
          <p className="mb-1.5 whitespace-pre-wrap">{query.text}</p>
          <Facts
            facts={[
              [
                words.problemType,
                `${query.problemType.labels.join(' › ')} (${words.treeVersion(query.problemType.treeVersion)})`,
              ],
              [words.persona, query.persona],
              query.seedPersona !== query.persona && query.seedPersona !== ''
                ? [words.seedPersona, query.seedPersona]
                : undefined,
              [
                words.difficulty,
                `${asked}${measured === null ? '' : ` · ${words.measured(formatPercent(measured.passRate))}`}`,
              ],
              query.originalText === null ? undefined : [words.original, query.originalText],
              query.refusals.length === 0
                ? undefined
                : [words.refusals, query.refusals.map(({ reason }) => reason).join(', ')],
              lineage.enhancers.length === 0
                ? undefined
                : [
                    words.enhancers,
                    lineage.enhancers
                      .map(({ name, applied, reason }) => (applied ? name : `${name}: ${reason}`))
                      .join(', '),
                  ],
            ]}
          />
          <Calls calls={lineage.calls} />
        </Step>
        <Step title={words.run}>
          <p className="mb-1.5">
            <Link to="/runs/$runId" params={{ runId: run.id }} className={LINK}>
              {words.openRun}
            </Link>{' '}
            <Badge tone={run.state === 'completed' ? 'good' : 'bad'}>{run.stopReason ?? run.state}</Badge>
          </p>
          <Facts
            facts={[
              [words.seed, run.seed],
              [words.trace, <Id key="trace" id={run.traceId} />],
              trajectory === null ? undefined : [words.digest, <Id key="digest" id={trajectory.digest} />],
              trajectory === null
                ? undefined
                : [
                    words.agents,
                    trajectory.agents
                      .map(({ agent, tools }) => `${agent} (${words.tools(tools)})`)
                      .join(', '),
                  ],
            ]}
          />
        </Step>
        <FoundInRow lineage={lineage} />
      </ol>
    </div>
  );
}

function Calls({ calls }: Pick<RowLineage, 'calls'>) {
  if (calls.length === 0) return null;
  return (
    <details className="mt-1.5">
      <summary className="text-muted">
        {words.calls}: {calls.length}
      </summary>
      <ul className="mt-1 space-y-0.5">
        {calls.map((call) => (
          <li key={`${call.attempt}/${call.question}/${call.inputDigest}`} className="text-muted">
            {call.question} · {call.model} · {formatCompact(call.usage.inputTokens + call.usage.outputTokens)}{' '}
            · {formatDuration(call.durationMs)}
          </li>
        ))}
      </ul>
    </details>
  );
}
