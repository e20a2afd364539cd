/** Everything that was found in one trajectory, with the places of the evidence, and the ways on from there. */
import type { Build, TrajectoryVerdicts } from '@nex/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { X } from 'lucide-react';
import type { ReactNode } from 'react';
import { useClient } from '../../../api/api-provider.tsx';
import { Badge } from '../../../components/badge.tsx';
import { buttonClass, IconButton } from '../../../components/button.tsx';
import { QueryView } from '../../../components/states.tsx';
import { formatPercent } from '../../../format/numbers.ts';
import { texts } from '../../../texts/en.ts';

const words = texts.builds.verdicts;
const TONES = { keep: 'good', flag: 'warn', drop: 'bad' } as const;

export function VerdictPanel({ build, runId, onClose }: { build: Build; runId: string; onClose(): void }) {
  const client = useClient();
  const query = useQuery({
    queryKey: ['verdicts', runId],
    queryFn: ({ signal }) => client.trajectories.verdicts(runId, { signal }),
  });
  return (
    <aside aria-label={words.title} className="flex w-105 shrink-0 flex-col border-l bg-surface">
      <header className="flex min-h-11 items-center justify-between gap-2 border-b px-3">
        <h2 className="text-sm font-semibold">{words.title}</h2>
        <div className="flex items-center gap-1.5">
          <Link to="/runs/$runId" params={{ runId }} className={buttonClass()}>
            {words.run}
          </Link>
          {build.dataSet?.id !== undefined && (
            <Link
              to="/data-sets/$dataSetId/rows/$rowId"
              params={{ dataSetId: build.dataSet.id, rowId: runId }}
              className={buttonClass()}
            >
              {words.lineage}
            </Link>
          )}
          <IconButton label={words.close} onClick={onClose}>
            <X aria-hidden />
          </IconButton>
        </div>
      </header>
      <div className="min-h-0 flex-1 overflow-auto p-3">
        <QueryView query={query}>{(found) => <Findings found={found} />}</QueryView>
      </div>
    </aside>
  );
}

function Findings({ found }: { found: TrajectoryVerdicts }) {
  const silent = found.checks.filter(({ verdict }) => verdict === 'keep').length;
  return (
    <div className="space-y-4">
      {found.query !== undefined && <p className="whitespace-pre-wrap">{found.query}</p>}
      <Section title={words.against} show>
        {found.against.length === 0 ? (
          <p className="text-muted">{words.nothing}</p>
        ) : (
          <ol className="space-y-1">
            {found.against.map(({ stage, by, reason }) => (
              <li key={`${stage}/${by}/${reason}`}>
                <Badge tone="bad">{reason}</Badge>{' '}
                <span className="text-muted">
                  {texts.builds.stages.names[stage] ?? stage} · {by}
                </span>
              </li>
            ))}
          </ol>
        )}
      </Section>
      <Section title={words.checks} show={found.checks.length > 0}>
        {found.checks
          .filter(({ verdict }) => verdict !== 'keep')
          .map((check) => (
            <Finding key={`${check.check}@${check.version}`} name={check.check} {...check} />
          ))}
        <p className="text-xs text-faint">{words.allKeep(silent)}</p>
      </Section>
      <Section title={words.verifiers} show={found.verifiers.length > 0}>
        {found.verifiers.map(({ kind, version, reward, passed }) => (
          <p key={`${kind}@${version}`}>
            <Badge tone={passed ? 'good' : 'bad'}>{kind}</Badge> {words.reward} {reward ?? '–'}
          </p>
        ))}
      </Section>
      <Section title={words.judge} show={found.judge.length > 0}>
        {found.judge.map((head) => (
          <div key={`${head.check}@${head.version}`}>
            <Finding name={head.check} {...head} />
            <p className="text-xs text-faint">
              {head.model} · {words.agreement} {formatPercent(head.agreement)}
            </p>
          </div>
        ))}
      </Section>
      <Section title={words.duplicates} show={found.duplicates.length > 0}>
        {found.duplicates.map(({ kind, original, nearest, similarity, cluster }) => (
          <p key={`${kind}/${cluster}`}>
            <Badge tone={original ? 'neutral' : 'warn'}>{kind}</Badge>{' '}
            <span className="text-muted">
              {original ? words.original : words.like(nearest ?? cluster)}
              {similarity !== null && ` · ${formatPercent(similarity)}`}
            </span>
          </p>
        ))}
      </Section>
      <Section title={words.contamination} show={found.contamination.length > 0}>
        {found.contamination.map((hit) => (
          <p key={`${hit.benchmark}/${hit.line}/${hit.span}`}>
            <Badge tone="bad">{hit.benchmark}</Badge> <span className="text-muted">{hit.span}</span>
          </p>
        ))}
      </Section>
    </div>
  );
}

function Section({ title, show, children }: { title: string; show: boolean; children: ReactNode }) {
  if (!show) return null;
  return (
    <section className="space-y-1.5">
      <h3 className="text-xs font-medium text-faint">{title}</h3>
      {children}
    </section>
  );
}

type FindingProps = Pick<TrajectoryVerdicts['checks'][number], 'verdict' | 'reason' | 'evidence'> & {
  name: string;
};

function Finding({ name, verdict, reason, evidence }: FindingProps) {
  return (
    <div>
      <Badge tone={TONES[verdict]}>{name}</Badge> <span className="font-medium">{reason}</span>
      {evidence.slice(0, 5).map(({ runId, messageIndex, note }) => (
        <p key={`${runId}/${messageIndex}/${note}`} className="mt-0.5 text-muted">
          <Link
            to="/runs/$runId"
            params={{ runId }}
            search={{ view: 'conversation' }}
            className="text-accent underline"
          >
            {words.message(messageIndex)}
          </Link>{' '}
          {note}
        </p>
      ))}
    </div>
  );
}
