import type { Framework } from '@nex/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useNavigate, useParams, useSearch } from '@tanstack/react-router';
import { Square } from 'lucide-react';
import { lazy, Suspense } from 'react';
import { useClient } from '../../api/api-provider.tsx';
import { queryKeys } from '../../api/query-keys.ts';
import { useSnapshots } from '../../api/use-snapshots.ts';
import { Badge, StateBadge } from '../../components/badge.tsx';
import { Button } from '../../components/button.tsx';
import { PageHeader } from '../../components/page-header.tsx';
import { EmptyState, ErrorState, LoadingState } from '../../components/states.tsx';
import { Tabs } from '../../components/tabs.tsx';
import { formatPercent } from '../../format/numbers.ts';
import { texts } from '../../texts/en.ts';
import { EvidenceTab } from './detail/evidence-tab.tsx';
import { FilesTab } from './detail/files-tab.tsx';
import { MakingTab } from './detail/making-tab.tsx';
import { VersionsTab } from './detail/versions-tab.tsx';
import type { FrameworkTab } from './routes.ts';

/** The graph's library is large, and not every visit needs it. */
const GraphTab = lazy(() => import('./graph/graph-tab.tsx'));

const { detail } = texts.frameworks;

export function FrameworkPage() {
  const { frameworkId } = useParams({ from: '/frameworks/$frameworkId' });
  const client = useClient();
  const query = useQuery({
    queryKey: queryKeys.frameworks.one(frameworkId),
    queryFn: ({ signal }) => client.frameworks.get(frameworkId, { signal }),
  });
  const framework = query.data;
  const isMaking = framework?.state === 'queued' || framework?.state === 'running';
  useSnapshots(
    queryKeys.frameworks.one(frameworkId),
    (signal) => client.frameworks.events(frameworkId, { signal }),
    isMaking,
  );
  return (
    <div className="flex h-full min-h-0 flex-col">
      <PageHeader
        title={framework?.title ?? framework?.sentence.slice(0, 100) ?? frameworkId}
        parent={{ label: texts.pages.frameworks, to: '/frameworks' }}
        aside={
          framework && (
            <>
              <StateBadge state={framework.state} />
              {framework.proof && <Badge>{detail.score(formatPercent(framework.proof.score))}</Badge>}
            </>
          )
        }
        actions={isMaking && framework && <CancelButton id={framework.id} />}
      />
      {framework && <FrameworkView framework={framework} />}
      {!framework && query.error && <ErrorState error={query.error} retry={() => void query.refetch()} />}
      {!framework && !query.error && <LoadingState rows={12} />}
    </div>
  );
}

function FrameworkView({ framework }: { framework: Framework }) {
  const search = useSearch({ from: '/frameworks/$frameworkId' });
  const navigate = useNavigate({ from: '/frameworks/$frameworkId' });
  const hasFiles = framework.digest !== undefined;
  const tab = search.tab ?? (hasFiles ? 'graph' : 'making');
  const later = <EmptyState title={detail.noFiles}>{detail.noFilesText}</EmptyState>;
  return (
    <>
      {framework.failure && (
        <p role="alert" className="border-b bg-bad-soft px-4 py-2 text-bad">
          <span className="font-medium">{framework.failure.message}</span> {framework.failure.hint}
        </p>
      )}
      <Tabs
        label={texts.pages.frameworks}
        value={tab}
        onChange={(next) => void navigate({ search: (old) => ({ ...old, tab: next as FrameworkTab }) })}
        tabs={[
          {
            id: 'graph',
            label: detail.tabs.graph,
            content: () =>
              hasFiles ? (
                <Suspense fallback={<LoadingState />}>
                  <GraphTab framework={framework} />
                </Suspense>
              ) : (
                later
              ),
          },
          { id: 'making', label: detail.tabs.making, content: () => <MakingTab framework={framework} /> },
          {
            id: 'evidence',
            label: detail.tabs.evidence,
            content: () => <EvidenceTab framework={framework} />,
          },
          {
            id: 'files',
            label: detail.tabs.files,
            content: () => (hasFiles ? <FilesTab framework={framework} /> : later),
          },
          {
            id: 'versions',
            label: detail.tabs.versions,
            content: () => <VersionsTab framework={framework} />,
          },
        ]}
      />
    </>
  );
}

function CancelButton({ id }: { id: string }) {
  const client = useClient();
  const queries = useQueryClient();
  const cancel = useMutation({
    mutationFn: () => client.frameworks.cancel(id),
    onSuccess: (framework) => queries.setQueryData(queryKeys.frameworks.one(id), framework),
  });
  return (
    <Button look="danger" disabled={cancel.isPending} onClick={() => cancel.mutate()}>
      <Square aria-hidden />
      {detail.stop}
    </Button>
  );
}
