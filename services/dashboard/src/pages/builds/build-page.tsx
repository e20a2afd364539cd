/** One build: how far it is, what it costs, what its queries are spread over, what became of each run. */
import type { Build } from '@nex/core';
import { useQuery } from '@tanstack/react-query';
import { useNavigate, useParams, useSearch } from '@tanstack/react-router';
import { useClient } from '../../api/api-provider.tsx';
import { queryKeys } from '../../api/query-keys.ts';
import { useSnapshots } from '../../api/use-snapshots.ts';
import { Badge, StateBadge } from '../../components/badge.tsx';
import { JsonCode } from '../../components/code.tsx';
import { PageHeader } from '../../components/page-header.tsx';
import { QueryView } from '../../components/states.tsx';
import { Tabs } from '../../components/tabs.tsx';
import { texts } from '../../texts/en.ts';
import { BuildActions } from './build-actions.tsx';
import { BuildFigures } from './build-figures.tsx';
import { hasEnded } from './current-stage.ts';
import { OverviewTab } from './overview/overview-tab.tsx';
import type { BuildTab } from './routes.ts';
import { SpreadTab } from './spread/spread-tab.tsx';
import { TrajectoriesTab } from './trajectories/trajectories-tab.tsx';

export function BuildPage() {
  const { buildId } = useParams({ from: '/builds/$buildId' });
  const client = useClient();
  const key = queryKeys.builds.one(buildId);
  const query = useQuery({
    queryKey: key,
    queryFn: ({ signal }) => client.builds.get(buildId, { signal }),
    // Events tell of what is newer.
    staleTime: 30_000,
  });
  const live = query.data !== undefined && !hasEnded(query.data);
  const stream = useSnapshots<Build>(key, (signal) => client.builds.events(buildId, { signal }), live);
  return (
    <div className="flex h-full min-h-0 flex-col">
      <PageHeader
        title={query.data?.name ?? buildId}
        parent={{ label: texts.pages.builds, to: '/builds' }}
        aside={query.data && <BuildState build={query.data} isBroken={live && stream === 'broken'} />}
        actions={query.data && <BuildActions build={query.data} />}
      />
      <QueryView query={query} loadingRows={14}>
        {(build) => <BuildView build={build} />}
      </QueryView>
    </div>
  );
}

function BuildState({ build, isBroken }: { build: Build; isBroken: boolean }) {
  return (
    <>
      <StateBadge state={build.state} />
      {build.paused && <Badge tone="warn">{texts.builds.pausedFor[build.paused.reason]}</Badge>}
      {build.model?.offlineModel && <Badge>{build.model.name}</Badge>}
      {isBroken && <Badge tone="warn">{texts.common.reconnecting}</Badge>}
    </>
  );
}

function BuildView({ build }: { build: Build }) {
  const { tab = 'overview' } = useSearch({ from: '/builds/$buildId' });
  const navigate = useNavigate();
  const labels = texts.builds.tabs;
  return (
    <>
      {build.failure && (
        <div role="alert" className="border-b bg-bad-soft px-4 py-2 text-bad">
          <span className="font-medium">{build.failure.message}</span>
          {build.failure.hint !== undefined && <span> {build.failure.hint}</span>}
          <code className="ml-2 font-mono text-xs">{build.failure.code}</code>
        </div>
      )}
      <BuildFigures build={build} />
      <Tabs
        label={texts.builds.parts}
        value={tab}
        onChange={(next) =>
          void navigate({
            to: '/builds/$buildId',
            params: { buildId: build.id },
            search: next === 'overview' ? {} : { tab: next as BuildTab },
          })
        }
        tabs={[
          { id: 'overview', label: labels.overview, content: () => <OverviewTab build={build} /> },
          { id: 'spread', label: labels.spread, content: () => <SpreadTab build={build} /> },
          {
            id: 'trajectories',
            label: labels.trajectories,
            content: () => <TrajectoriesTab build={build} />,
          },
          {
            id: 'request',
            label: labels.request,
            content: () => (
              <div className="overflow-auto p-4">
                <JsonCode
                  value={build.spec}
                  label={labels.request}
                  className="max-w-3xl [&_pre]:max-h-none"
                />
              </div>
            ),
          },
        ]}
      />
    </>
  );
}
