import type { Build } from '@nex/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import clsx from 'clsx';
import { useClient } from '../../api/api-provider.tsx';
import { queryKeys } from '../../api/query-keys.ts';
import { StateBadge } from '../../components/badge.tsx';
import { Panel } from '../../components/panel.tsx';
import { EmptyState, QueryView } from '../../components/states.tsx';
import { Ago } from '../../components/time.tsx';
import { formatCount, formatPercent } from '../../format/numbers.ts';
import { texts } from '../../texts/en.ts';
import { buildLink } from './build-link.ts';

const SHOWN = 4;
const REFRESH_MS = 5_000;
const { funnels } = texts.home;

/** How many queries, runs and kept trajectories the newest builds have. */
export function BuildFunnels() {
  const client = useClient();
  const query = useQuery({
    queryKey: [...queryKeys.activity, 'funnels'],
    queryFn: ({ signal }) => client.builds.list({ limit: SHOWN, signal }),
    refetchInterval: REFRESH_MS,
  });
  return (
    <Panel title={funnels.title} bodyClass="p-0">
      <QueryView query={query}>
        {({ items }) =>
          items.length === 0 ? (
            <EmptyState title={texts.builds.empty}>{texts.builds.emptyText}</EmptyState>
          ) : (
            <ul className="divide-y">
              {items.map((build) => (
                <Funnel key={build.id} build={build} />
              ))}
            </ul>
          )
        }
      </QueryView>
    </Panel>
  );
}

function Funnel({ build }: { build: Build }) {
  const { funnel } = build;
  const judged = funnel.kept + funnel.dropped;
  const steps = [
    { name: funnels.requested, count: funnel.queries.requested, colour: 'bg-series-6' },
    { name: funnels.queries, count: funnel.queries.accepted, colour: 'bg-series-1' },
    { name: funnels.completed, count: funnel.runs.completed, colour: 'bg-series-2' },
    { name: funnels.kept, count: funnel.kept, colour: 'bg-good-mark' },
  ];
  const most = Math.max(1, ...steps.map(({ count }) => count));
  return (
    <li className="px-3 py-2">
      <div className="mb-1 flex items-center gap-2">
        <Link {...buildLink(build.id)} className="truncate font-medium hover:underline">
          {build.name}
        </Link>
        <StateBadge state={build.state} />
        <span className="ml-auto shrink-0 text-xs text-faint">
          {judged > 0 && `${funnels.keptShare(formatPercent(funnel.kept / judged))} · `}
          <Ago time={build.createdAt} />
        </span>
      </div>
      <dl className="grid grid-cols-[84px_1fr_48px] items-center gap-x-2 gap-y-0.5 text-xs">
        {steps.map(({ name, count, colour }) => (
          <div key={name} className="contents">
            <dt className="text-faint">{name}</dt>
            <div aria-hidden className="h-2 rounded-xs bg-sunken">
              <div
                className={clsx('h-full rounded-xs', colour)}
                style={{ width: `${(count / most) * 100}%` }}
              />
            </div>
            <dd className="text-right">{formatCount(count)}</dd>
          </div>
        ))}
      </dl>
    </li>
  );
}
