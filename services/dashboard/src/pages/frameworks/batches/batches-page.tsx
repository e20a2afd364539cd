import type { FrameworkBatch } from '@nex/core';
import { useClient } from '../../../api/api-provider.tsx';
import { queryKeys } from '../../../api/query-keys.ts';
import { useList } from '../../../api/use-list.ts';
import { StateBadge } from '../../../components/badge.tsx';
import { ListPage } from '../../../components/list-page.tsx';
import type { Column } from '../../../components/table.tsx';
import { Ago } from '../../../components/time.tsx';
import { texts } from '../../../texts/en.ts';

const { batches } = texts.frameworks;

const COLUMNS: readonly Column<FrameworkBatch>[] = [
  { id: 'name', header: batches.name, width: 'minmax(200px, 3fr)', cell: ({ name, id }) => name ?? id },
  {
    id: 'state',
    header: texts.common.state,
    width: '108px',
    cell: ({ state }) => <StateBadge state={state} />,
  },
  { id: 'asked', header: batches.asked, width: '88px', align: 'right', cell: ({ asked }) => asked },
  {
    id: 'accepted',
    header: batches.accepted,
    width: '88px',
    align: 'right',
    cell: ({ counts }) => counts.accepted,
  },
  {
    id: 'clones',
    header: batches.clones,
    width: '80px',
    align: 'right',
    cell: ({ counts }) => counts.clone_of,
  },
  {
    id: 'failed',
    header: batches.failed,
    width: '80px',
    align: 'right',
    cell: ({ counts }) => counts.failed,
  },
  {
    id: 'created',
    header: texts.common.created,
    width: '96px',
    align: 'right',
    cell: ({ createdAt }) => <Ago time={createdAt} />,
  },
];

export function BatchesPage() {
  const client = useClient();
  const list = useList(queryKeys.batches.list, (options) => client.frameworkBatches.list(options), {
    refreshMs: 5_000,
  });
  return (
    <ListPage
      title={batches.title}
      list={list}
      columns={COLUMNS}
      rowKey={({ id }) => id}
      link={({ id }) => ({ to: '/frameworks/batches/$batchId', params: { batchId: id } })}
      empty={{ title: batches.empty, text: batches.emptyText }}
    />
  );
}
