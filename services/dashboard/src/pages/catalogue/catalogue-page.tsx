import type { CatalogueServer } from '@nex/core';
import { useQuery } from '@tanstack/react-query';
import { useClient } from '../../api/api-provider.tsx';
import { queryKeys } from '../../api/query-keys.ts';
import { PageHeader } from '../../components/page-header.tsx';
import { EmptyState, QueryView } from '../../components/states.tsx';
import { type Column, Table } from '../../components/table.tsx';
import { texts } from '../../texts/en.ts';

const COLUMNS: readonly Column<CatalogueServer>[] = [
  {
    id: 'title',
    header: texts.catalogue.columns.title,
    width: 'minmax(180px, 2fr)',
    cell: ({ title }) => title,
  },
  {
    id: 'package',
    header: texts.catalogue.columns.package,
    width: 'minmax(160px, 2fr)',
    cell: (server) => `${server.package}@${server.version}`,
  },
  {
    id: 'domains',
    header: texts.catalogue.columns.domains,
    width: 'minmax(120px, 2fr)',
    cell: ({ domains }) => domains.join(', '),
  },
  {
    id: 'tools',
    header: texts.catalogue.columns.tools,
    width: '72px',
    align: 'right',
    cell: ({ tools }) => tools.length,
  },
];

export function CataloguePage() {
  const client = useClient();
  const query = useQuery({
    queryKey: queryKeys.catalogue,
    queryFn: ({ signal }) => client.catalogue({ signal }),
  });
  return (
    <div className="flex h-full flex-col">
      <PageHeader title={texts.pages.catalogue} />
      <div className="min-h-0 flex-1 bg-surface">
        <QueryView query={query}>
          {({ servers }) =>
            servers.length === 0 ? (
              <EmptyState title={texts.catalogue.empty} />
            ) : (
              <Table
                label={texts.pages.catalogue}
                rows={servers}
                columns={COLUMNS}
                rowKey={(server) => server.name}
              />
            )
          }
        </QueryView>
      </div>
    </div>
  );
}
