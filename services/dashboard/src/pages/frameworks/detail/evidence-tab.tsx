import type { Framework, FrameworkProof } from '@nex/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useClient } from '../../../api/api-provider.tsx';
import { queryKeys } from '../../../api/query-keys.ts';
import { Badge } from '../../../components/badge.tsx';
import { Figure } from '../../../components/facts.tsx';
import { Panel } from '../../../components/panel.tsx';
import { EmptyState, QueryView } from '../../../components/states.tsx';
import { formatCompact, formatCount, formatPercent } from '../../../format/numbers.ts';
import { texts } from '../../../texts/en.ts';
import { ScrollArea } from './scroll-area.tsx';
import { readSimulation } from './simulation.ts';

const { evidence } = texts.frameworks;
const VERDICT_TONES = { win: 'good', tie: 'neutral', loss: 'bad' } as const;

/** What the simulation showed: score, comparison with a single agent, each case with its run. */
export function EvidenceTab({ framework }: { framework: Framework }) {
  const { proof } = framework;
  if (proof === undefined) return <EmptyState title={evidence.none}>{evidence.noneText}</EmptyState>;
  return (
    <ScrollArea label={texts.frameworks.detail.tabs.evidence}>
      <div className="space-y-4">
        <Score proof={proof} />
        <Cases framework={framework} rounds={proof.rounds} />
        {proof.repairs.length > 0 && (
          <Panel title={evidence.repairs} bodyClass="p-0">
            <ul className="divide-y">
              {proof.repairs.map((repair) => (
                <li key={`${repair.round}/${repair.agent}/${repair.because}`} className="px-3 py-2">
                  <span className="font-medium">{repair.agent}</span>{' '}
                  <span className="text-faint">{evidence.repair(repair.round, repair.level)}</span>
                  <p className="text-muted">{repair.because}</p>
                </li>
              ))}
            </ul>
          </Panel>
        )}
      </div>
    </ScrollArea>
  );
}

function Score({ proof }: { proof: FrameworkProof }) {
  const { agents, whole, baseline } = proof;
  return (
    <Panel title={evidence.score}>
      <div className="grid grid-cols-[repeat(auto-fit,minmax(130px,1fr))] gap-4">
        <Figure name={evidence.score} value={formatPercent(proof.score)} note={evidence.formula} />
        <Figure
          name={evidence.whole}
          value={`${whole.passed} / ${whole.cases}`}
          note={evidence.inconclusive(whole.inconclusive)}
        />
        <Figure
          name={evidence.agents}
          value={`${agents.passed} / ${agents.cases}`}
          note={evidence.inconclusive(agents.inconclusive)}
        />
        <Figure name={evidence.tokensPerCase} value={formatCompact(proof.tokensPerCase)} />
        <Figure name={evidence.rounds} value={proof.rounds} />
        {baseline && (
          <>
            <Figure
              name={evidence.baseline}
              value={
                <Badge tone={VERDICT_TONES[baseline.verdict]}>{evidence.verdicts[baseline.verdict]}</Badge>
              }
              note={evidence.purpose(baseline.purpose)}
            />
            <Figure
              name={evidence.single}
              value={`${baseline.single.passed} / ${baseline.single.cases}`}
              note={evidence.tokens(formatCompact(baseline.tokensPerCase))}
            />
          </>
        )}
      </div>
    </Panel>
  );
}

function Cases({ framework, rounds }: { framework: Framework; rounds: number }) {
  const client = useClient();
  const query = useQuery({
    queryKey: queryKeys.frameworks.step(framework.id, 'simulate', rounds),
    queryFn: ({ signal }) => client.frameworks.step(framework.id, 'simulate', { round: rounds, signal }),
  });
  return (
    <Panel title={evidence.cases} bodyClass="p-0">
      <QueryView query={query}>
        {({ output }) => (
          <ul className="divide-y">
            {readSimulation(output).map((one) => (
              <li
                key={one.id}
                className="grid grid-cols-[92px_150px_minmax(0,1fr)_max-content] gap-3 px-3 py-2"
              >
                <span>
                  <Badge tone={one.verdict === 'passed' ? 'good' : one.verdict === 'failed' ? 'bad' : 'warn'}>
                    {one.verdict}
                  </Badge>
                </span>
                <span className="truncate font-medium" title={one.id}>
                  {one.scope === 'whole' ? evidence.wholeCase : one.agent}
                </span>
                <span className="text-muted">
                  {one.message}
                  {one.faults.map((fault) => (
                    <span key={fault} className="mt-1 block text-bad">
                      {fault}
                    </span>
                  ))}
                </span>
                <span className="text-right">
                  {one.runId !== undefined && (
                    <Link to="/runs/$runId" params={{ runId: one.runId }} className="text-accent underline">
                      {evidence.run}
                    </Link>
                  )}
                  <span className="block text-xs text-faint">
                    {evidence.caseTokens(formatCount(one.tokens))}
                  </span>
                </span>
              </li>
            ))}
          </ul>
        )}
      </QueryView>
    </Panel>
  );
}
