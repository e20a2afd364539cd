import type { FrameworkBatchMember } from '@nex/core';
import { useQuery } from '@tanstack/react-query';
import { useParams } from '@tanstack/react-router';
import { useClient } from '../../../api/api-provider.tsx';
import { queryKeys } from '../../../api/query-keys.ts';
import { useList } from '../../../api/use-list.ts';
import { useSnapshots } from '../../../api/use-snapshots.ts';
import { Badge, StateBadge, type Tone } from '../../../components/badge.tsx';
import { ListView } from '../../../components/list-page.tsx';
import { PageHeader } from '../../../components/page-header.tsx';
import { Panel } from '../../../components/panel.tsx';
import { QueryView } from '../../../components/states.tsx';
import type { Column } from '../../../components/table.tsx';
import { formatPercent } from '../../../format/numbers.ts';
import { texts } from '../../../texts/en.ts';
import { DiversityGrid } from './diversity-grid.tsx';

const { batches } = texts.frameworks;
const TONES: Partial<Record<FrameworkBatchMember['state'], Tone>> = {
  accepted: 'good',
  clone_of: 'warn',
  failed: 'bad',
  generating: 'active',
};

const COLUMNS: readonly Column<FrameworkBatchMember>[] = [
  {
    id: 'sentence',
    header: batches.sentence,
    width: 'minmax(260px, 3fr)',
    cell: ({ sentence, index }) => sentence ?? `#${index + 1}`,
  },
  {
    id: 'state',
    header: texts.common.state,
    width: '110px',
    cell: ({ state }) => <Badge tone={TONES[state] ?? 'neutral'}>{state.replaceAll('_', ' ')}</Badge>,
  },
  { id: 'cell', header: batches.cell, width: 'minmax(160px, 1fr)', cell: ({ cell }) => cell?.key ?? '' },
  {
    id: 'likeness',
    header: batches.likeness,
    width: '90px',
    align: 'right',
    cell: ({ similarity }) => (similarity ? formatPercent(similarity.similarity) : '–'),
  },
];

/** A batch: how its frameworks are spread, and each member. */
export function BatchPage() {
  const { batchId } = useParams({ from: '/frameworks/batches/$batchId' });
  const client = useClient();
  const query = useQuery({
    queryKey: queryKeys.batches.one(batchId),
    queryFn: ({ signal }) => client.frameworkBatches.get(batchId, { signal }),
  });
  const isMaking = query.data?.state === 'queued' || query.data?.state === 'running';
  useSnapshots(
    queryKeys.batches.one(batchId),
    (signal) => client.frameworkBatches.events(batchId, { signal }),
    isMaking,
  );
  const members = useList(
    queryKeys.batches.members(batchId),
    (options) => client.frameworkBatches.members(batchId, options),
    isMaking ? { refreshMs: 5_000 } : {},
  );
  return (
    <div className="flex h-full min-h-0 flex-col">
      <PageHeader
        title={query.data?.name ?? batchId}
        parent={{ label: batches.title, to: '/frameworks/batches' }}
        aside={query.data && <StateBadge state={query.data.state} />}
      />
      <div className="grid min-h-0 flex-1 grid-cols-[minmax(0,1fr)_minmax(0,1fr)] gap-4 p-4 max-xl:grid-cols-1 max-xl:overflow-auto">
        <Panel title={batches.grid} bodyClass="p-0 overflow-auto">
          <QueryView query={query}>{({ grid }) => <DiversityGrid grid={grid} />}</QueryView>
        </Panel>
        <Panel title={batches.members} bodyClass="p-0 min-h-80">
          <ListView
            label={batches.members}
            list={members}
            columns={COLUMNS}
            rowKey={({ index }) => String(index)}
            link={({ frameworkId, index }) =>
              frameworkId === undefined
                ? { to: '/frameworks/batches/$batchId', params: { batchId }, hash: String(index) }
                : { to: '/frameworks/$frameworkId', params: { frameworkId } }
            }
            empty={{ title: batches.noMembers }}
          />
        </Panel>
      </div>
    </div>
  );
}
