import type { CompositionAccount } from '@nex/core';
import { useQuery } from '@tanstack/react-query';
import { useClient } from '../../../api/api-provider.tsx';
import { queryKeys } from '../../../api/query-keys.ts';
import { Figure } from '../../../components/facts.tsx';
import { Panel } from '../../../components/panel.tsx';
import { ShareBars } from '../../../components/share-bars.tsx';
import { EmptyState, QueryView } from '../../../components/states.tsx';
import { formatCount } from '../../../format/numbers.ts';
import { texts } from '../../../texts/en.ts';
import type { VersionProps } from '../data-set-page.tsx';
import { BarChart, StackedBars } from './bar-charts.tsx';

const words = texts.dataSets.composition;
const MOST = 20;

export function CompositionTab({ dataSet, version }: VersionProps) {
  const client = useClient();
  const query = useQuery({
    queryKey: [...queryKeys.dataSets.one(dataSet.id), 'manifest', version.version],
    queryFn: ({ signal }) => client.dataSets.manifest(dataSet.id, version.version, { signal }),
    // A version never changes.
    staleTime: Number.POSITIVE_INFINITY,
  });
  return (
    <QueryView query={query}>
      {({ composition }) =>
        composition === undefined ? (
          <EmptyState title={words.absent} />
        ) : (
          <Composition composition={composition} />
        )
      }
    </QueryView>
  );
}

function barsOf(counts: Record<string, number>) {
  return Object.entries(counts)
    .map(([name, count]) => ({ name, count, label: name.split(' › ').at(-1) }))
    .toSorted((a, b) => b.count - a.count);
}

function Composition({ composition }: { composition: CompositionAccount }) {
  const { difficultyLanguage, problemType, tool, turns, tokens, model, subAgent, fault } = composition;
  const lists = [
    [words.tools, tool],
    [words.problemType, problemType],
    [words.models, model],
    [words.subAgents, subAgent],
    [words.faults, fault],
  ] as const;
  return (
    <section
      aria-label={texts.dataSets.tabs.composition}
      // A region that scrolls must be reachable by keys.
      tabIndex={0}
      className="min-h-0 flex-1 overflow-auto outline-offset-[-2px]"
    >
      <div className="flex flex-wrap gap-x-10 gap-y-2 border-b bg-surface px-4 py-2.5">
        <Figure name={texts.dataSets.columns.rows} value={formatCount(composition.rows)} />
        <Figure name={words.messages} value={formatCount(composition.messages)} />
        <Figure name={words.toolCalls} value={formatCount(composition.toolCalls)} />
        <Figure name={words.unknownToolCalls} value={formatCount(composition.unknownToolCalls)} />
        <Figure name={words.faultRows} value={formatCount(composition.faultRows)} />
        {composition.offlineRows > 0 && (
          <p className="self-center rounded bg-warn-soft px-2 py-1 text-warn">
            {words.offline(formatCount(composition.offlineRows))}
          </p>
        )}
      </div>
      <div className="grid gap-3 p-3 lg:grid-cols-3">
        <Panel title={words.difficulty}>
          <StackedBars title={words.difficulty} counts={difficultyLanguage} />
        </Panel>
        <Panel title={words.turns}>
          <BarChart title={words.turns} classes={turns} />
        </Panel>
        <Panel title={words.tokens}>
          <BarChart title={words.tokens} classes={tokens} />
        </Panel>
      </div>
      <div className="grid gap-3 px-3 pb-3 lg:grid-cols-2">
        {lists.map(
          ([title, counts]) =>
            Object.keys(counts).length > 0 && (
              <Panel key={title} title={title}>
                <ShareBars bars={barsOf(counts).slice(0, MOST)} />
              </Panel>
            ),
        )}
      </div>
    </section>
  );
}
