/** One data set at one of its versions: rows, what they are made of, card, versions, files. */
import type { DataSet, DataSetVersion } from '@nex/core';
import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate, useParams, useSearch } from '@tanstack/react-router';
import { Boxes } from 'lucide-react';
import { useClient } from '../../api/api-provider.tsx';
import { queryKeys } from '../../api/query-keys.ts';
import { buttonClass } from '../../components/button.tsx';
import { Select } from '../../components/fields.tsx';
import { PageHeader } from '../../components/page-header.tsx';
import { QueryView } from '../../components/states.tsx';
import { Tabs } from '../../components/tabs.tsx';
import { texts } from '../../texts/en.ts';
import { CardTab } from './card/card-tab.tsx';
import { CompositionTab } from './composition/composition-tab.tsx';
import { FilesTab } from './files/files-tab.tsx';
import type { DataSetTab } from './routes.ts';
import { RowsTab } from './rows/rows-tab.tsx';
import { VersionsTab } from './versions/versions-tab.tsx';

const words = texts.dataSets;

export function DataSetPage() {
  const { dataSetId } = useParams({ from: '/data-sets/$dataSetId' });
  const client = useClient();
  const navigate = useNavigate();
  const search = useSearch({ from: '/data-sets/$dataSetId' });
  const { version } = search;
  const query = useQuery({
    queryKey: queryKeys.dataSets.one(dataSetId),
    queryFn: async ({ signal }) => {
      const [dataSet, versions] = await Promise.all([
        client.dataSets.get(dataSetId, { signal }),
        client.dataSets.versions(dataSetId, { signal }),
      ]);
      return { dataSet, versions };
    },
  });
  const newest = query.data?.dataSet.version.version;
  return (
    <div className="flex h-full min-h-0 flex-col">
      <PageHeader
        title={query.data?.dataSet.name ?? dataSetId}
        parent={{ label: texts.pages.dataSets, to: '/data-sets' }}
        aside={
          query.data && (
            <Select
              aria-label={words.columns.version}
              value={String(version ?? newest)}
              options={query.data.versions.toReversed().map((one) => ({
                value: String(one.version),
                label: `${words.versionOf(one.version)}${one.version === newest ? `, ${words.newest}` : ''}`,
              }))}
              onChange={(next) =>
                void navigate({
                  to: '/data-sets/$dataSetId',
                  params: { dataSetId },
                  search: { ...search, version: Number(next) === newest ? undefined : Number(next) },
                })
              }
            />
          )
        }
        actions={
          query.data && (
            <Link
              to="/builds/$buildId"
              params={{ buildId: query.data.dataSet.buildId }}
              className={buttonClass()}
            >
              <Boxes aria-hidden />
              {words.build}
            </Link>
          )
        }
      />
      <QueryView query={query} loadingRows={14}>
        {({ dataSet, versions }) => (
          <DataSetView
            dataSet={dataSet}
            versions={versions}
            version={versions.find((one) => one.version === version) ?? dataSet.version}
          />
        )}
      </QueryView>
    </div>
  );
}

export interface VersionProps {
  dataSet: DataSet;
  /** The one that is looked at. */
  version: DataSetVersion;
}

function DataSetView({ dataSet, versions, version }: VersionProps & { versions: DataSetVersion[] }) {
  const { tab = 'rows', version: asked } = useSearch({ from: '/data-sets/$dataSetId' });
  const navigate = useNavigate();
  const shown = { dataSet, version };
  return (
    <>
      <p className="truncate border-b bg-surface px-4 py-1.5 text-muted" title={dataSet.sentence}>
        {dataSet.sentence}
      </p>
      <Tabs
        label={words.parts}
        value={tab}
        onChange={(next) =>
          void navigate({
            to: '/data-sets/$dataSetId',
            params: { dataSetId: dataSet.id },
            search: {
              ...(next !== 'rows' && { tab: next as DataSetTab }),
              ...(asked !== undefined && { version: asked }),
            },
          })
        }
        tabs={[
          { id: 'rows', label: words.tabs.rows, content: () => <RowsTab {...shown} /> },
          { id: 'composition', label: words.tabs.composition, content: () => <CompositionTab {...shown} /> },
          { id: 'card', label: words.tabs.card, content: () => <CardTab {...shown} /> },
          {
            id: 'versions',
            label: words.tabs.versions,
            content: () => <VersionsTab dataSet={dataSet} versions={versions} />,
          },
          { id: 'files', label: words.tabs.files, content: () => <FilesTab {...shown} /> },
        ]}
      />
    </>
  );
}
