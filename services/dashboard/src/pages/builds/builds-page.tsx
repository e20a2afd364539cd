import type { Build } from '@nex/core';
import { useClient } from '../../api/api-provider.tsx';
import { queryKeys } from '../../api/query-keys.ts';
import { useList } from '../../api/use-list.ts';
import { StateBadge } from '../../components/badge.tsx';
import { ListPage } from '../../components/list-page.tsx';
import type { Column } from '../../components/table.tsx';
import { Ago, Elapsed } from '../../components/time.tsx';
import { formatCount } from '../../format/numbers.ts';
import { texts } from '../../texts/en.ts';

const COLUMNS: readonly Column<Build>[] = [
  { id: 'name', header: texts.builds.columns.name, width: 'minmax(220px, 3fr)', cell: ({ name }) => name },
  {
    id: 'state',
    header: texts.common.state,
    width: '108px',
    cell: ({ state }) => <StateBadge state={state} />,
  },
  {
    id: 'queries',
    header: texts.builds.columns.queries,
    width: '88px',
    align: 'right',
    cell: ({ funnel }) => formatCount(funnel.queries.accepted),
  },
  {
    id: 'kept',
    header: texts.builds.columns.kept,
    width: '80px',
    align: 'right',
    cell: ({ funnel }) => formatCount(funnel.kept),
  },
  {
    id: 'took',
    header: texts.common.took,
    width: '104px',
    align: 'right',
    cell: ({ createdAt, finishedAt }) => <Elapsed from={createdAt} to={finishedAt} />,
  },
  {
    id: 'created',
    header: texts.common.created,
    width: '96px',
    align: 'right',
    cell: ({ createdAt }) => <Ago time={createdAt} />,
  },
];

export function BuildsPage() {
  const client = useClient();
  const list = useList(queryKeys.builds.list({}), (options) => client.builds.list(options), {
    refreshMs: 5_000,
  });
  return (
    <ListPage
      title={texts.pages.builds}
      list={list}
      columns={COLUMNS}
      rowKey={({ id }) => id}
      empty={{ title: texts.builds.empty, text: texts.builds.emptyText }}
    />
  );
}
