/** The rows of a version: searched by words, narrowed down by what they are of, however many there are. */
import type { DataSetRow, RowFilter } from '@nex/core';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useCallback, useMemo } from 'react';
import { useClient } from '../../../api/api-provider.tsx';
import { queryKeys } from '../../../api/query-keys.ts';
import { useWindow } from '../../../api/use-window.ts';
import { Segments } from '../../../components/fields.tsx';
import { SearchInput } from '../../../components/search-input.tsx';
import { EmptyState, ErrorState, LoadingState } from '../../../components/states.tsx';
import { Table } from '../../../components/table.tsx';
import { formatCount } from '../../../format/numbers.ts';
import { texts } from '../../../texts/en.ts';
import type { VersionProps } from '../data-set-page.tsx';
import { ChosenFacets, FacetPanel } from './facet-panel.tsx';
import { ROW_COLUMNS } from './row-columns.tsx';

const words = texts.dataSets.rows;

export function RowsTab({ dataSet, version }: VersionProps) {
  const client = useClient();
  const navigate = useNavigate();
  const search = useSearch({ from: '/data-sets/$dataSetId' });
  const { q, kept, reason, flag, difficulty, language, problemType, persona } = search;
  const filter = useMemo<RowFilter>(
    () => ({ q, kept, reason, flag, difficulty, language, problemType, persona }),
    [q, kept, reason, flag, difficulty, language, problemType, persona],
  );
  const of = { ...filter, version: version.version };
  const key = queryKeys.dataSets.rows(dataSet.id, of);
  const facets = useQuery({
    queryKey: [...key, 'facets'],
    queryFn: ({ signal }) => client.dataSets.facets(dataSet.id, { ...of, signal }),
    placeholderData: keepPreviousData,
    staleTime: 60_000,
  });
  const total = facets.data?.rows ?? 0;
  const list = useWindow(
    key,
    total,
    async (page) => (await client.dataSets.rows(dataSet.id, { ...of, ...page })).items,
  );
  const narrow = useCallback(
    (change: Partial<RowFilter>) =>
      void navigate({
        to: '/data-sets/$dataSetId',
        params: { dataSetId: dataSet.id },
        search: { ...search, ...change },
        replace: true,
      }),
    [navigate, dataSet.id, search],
  );
  const link = useCallback(
    ({ rowId, runId }: DataSetRow) => ({
      to: '/data-sets/$dataSetId/rows/$rowId' as const,
      params: { dataSetId: dataSet.id, rowId: rowId === '' ? runId : rowId },
    }),
    [dataSet.id],
  );
  const searchWords = useCallback((text: string) => narrow({ q: text === '' ? undefined : text }), [narrow]);
  const error = facets.data === undefined ? facets.error : list.error;
  return (
    <div className="flex min-h-0 flex-1">
      <div className="flex min-w-0 flex-1 flex-col">
        <div className="flex flex-wrap items-center gap-2 border-b bg-surface px-3 py-2">
          <span title={words.searchHint}>
            <SearchInput label={words.search} value={q ?? ''} onChange={searchWords} />
          </span>
          <Segments
            label={words.columns.verdict}
            value={kept ?? ''}
            options={[
              { value: '', label: words.all },
              { value: 'true', label: words.kept },
              { value: 'false', label: words.dropped },
            ]}
            onChange={(next) => narrow({ kept: next === '' ? undefined : (next as 'true' | 'false') })}
          />
          <ChosenFacets filter={filter} onNarrow={narrow} />
          <span className="ml-auto text-muted" aria-live="polite">
            {facets.data && words.found(formatCount(facets.data.rows))}
          </span>
        </div>
        <div className="min-h-0 flex-1 bg-surface">
          {error ? (
            <ErrorState
              error={error}
              retry={() => {
                void facets.refetch();
                list.retry();
              }}
            />
          ) : facets.data === undefined ? (
            <LoadingState rows={14} />
          ) : total === 0 ? (
            <EmptyState title={words.none} />
          ) : (
            <Table
              label={words.label}
              rows={list.rows}
              total={total}
              onSeen={list.onSeen}
              columns={ROW_COLUMNS}
              rowKey={({ queryId, sampleIndex }) => `${queryId}/${sampleIndex}`}
              link={link}
            />
          )}
        </div>
      </div>
      {facets.data && <FacetPanel facets={facets.data} filter={filter} onNarrow={narrow} />}
    </div>
  );
}
