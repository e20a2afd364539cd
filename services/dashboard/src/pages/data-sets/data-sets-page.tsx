import type { DataSet } from '@nex/core';
import { useClient } from '../../api/api-provider.tsx';
import { queryKeys } from '../../api/query-keys.ts';
import { useList } from '../../api/use-list.ts';
import { ListPage } from '../../components/list-page.tsx';
import type { Column } from '../../components/table.tsx';
import { Ago } from '../../components/time.tsx';
import { formatCount } from '../../format/numbers.ts';
import { texts } from '../../texts/en.ts';

const COLUMNS: readonly Column<DataSet>[] = [
  { id: 'name', header: texts.dataSets.columns.name, width: 'minmax(220px, 3fr)', cell: ({ name }) => name },
  {
    id: 'version',
    header: texts.dataSets.columns.version,
    width: '80px',
    align: 'right',
    cell: ({ version }) => version.version,
  },
  {
    id: 'rows',
    header: texts.dataSets.columns.rows,
    width: '88px',
    align: 'right',
    cell: ({ version }) => formatCount(version.rows),
  },
  {
    id: 'created',
    header: texts.common.created,
    width: '96px',
    align: 'right',
    cell: ({ createdAt }) => <Ago time={createdAt} />,
  },
];

export function DataSetsPage() {
  const client = useClient();
  const list = useList(queryKeys.dataSets.list({}), (options) => client.dataSets.list(options));
  return (
    <ListPage
      title={texts.pages.dataSets}
      list={list}
      columns={COLUMNS}
      rowKey={({ id }) => id}
      empty={{ title: texts.dataSets.empty, text: texts.dataSets.emptyText }}
    />
  );
}
