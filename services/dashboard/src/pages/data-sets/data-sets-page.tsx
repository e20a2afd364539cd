import type { DataSet } from '@nex/core';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useCallback } from 'react';
import { useClient } from '../../api/api-provider.tsx';
import { queryKeys } from '../../api/query-keys.ts';
import { useList } from '../../api/use-list.ts';
import { ListPage } from '../../components/list-page.tsx';
import { SearchInput } from '../../components/search-input.tsx';
import type { Column } from '../../components/table.tsx';
import { Ago } from '../../components/time.tsx';
import { formatCount } from '../../format/numbers.ts';
import { texts } from '../../texts/en.ts';

const { columns } = texts.dataSets;

const COLUMNS: readonly Column<DataSet>[] = [
  { id: 'name', header: columns.name, width: 'minmax(180px, 2fr)', cell: ({ name }) => name },
  {
    id: 'sentence',
    header: columns.sentence,
    width: 'minmax(200px, 3fr)',
    cell: ({ sentence }) => (
      <span className="text-muted" title={sentence}>
        {sentence}
      </span>
    ),
  },
  {
    id: 'version',
    header: columns.version,
    width: '72px',
    align: 'right',
    cell: ({ version }) => version.version,
  },
  {
    id: 'reason',
    header: columns.reason,
    width: '128px',
    cell: ({ version }) => texts.dataSets.reasons[version.reason],
  },
  {
    id: 'rows',
    header: columns.rows,
    width: '88px',
    align: 'right',
    cell: ({ version }) => formatCount(version.rows),
  },
  {
    id: 'formats',
    header: columns.formats,
    width: 'minmax(120px, 1fr)',
    cell: ({ version }) => <span title={version.formats.join(', ')}>{version.formats.join(', ')}</span>,
  },
  {
    id: 'created',
    header: texts.common.created,
    width: '96px',
    align: 'right',
    cell: ({ version }) => <Ago time={version.createdAt} />,
  },
];

export function DataSetsPage() {
  const client = useClient();
  const { q } = useSearch({ from: '/data-sets' });
  const navigate = useNavigate();
  const list = useList(queryKeys.dataSets.list({}), (options) => client.dataSets.list(options), {
    refreshMs: 10_000,
  });
  const search = useCallback(
    (text: string) =>
      void navigate({ to: '/data-sets', search: text === '' ? {} : { q: text }, replace: true }),
    [navigate],
  );
  const wanted = q?.toLowerCase();
  const rows =
    wanted === undefined
      ? list.rows
      : list.rows.filter(({ name, sentence }) => `${name} ${sentence}`.toLowerCase().includes(wanted));
  return (
    <ListPage
      title={texts.pages.dataSets}
      list={{ ...list, rows }}
      columns={COLUMNS}
      rowKey={({ id }) => id}
      link={({ id }) => ({ to: '/data-sets/$dataSetId', params: { dataSetId: id } })}
      filters={<SearchInput label={texts.dataSets.search} value={q ?? ''} onChange={search} />}
      empty={
        q === undefined
          ? { title: texts.dataSets.empty, text: texts.dataSets.emptyText }
          : { title: texts.dataSets.noneFound }
      }
    />
  );
}
