/** One row in any dialect at the left, where it came from at the right. */
import { EXPORT_VIEWS, EXPORTER_NAMES, type RenderedRow } from '@nex/core';
import { useQuery } from '@tanstack/react-query';
import { useNavigate, useParams, useSearch } from '@tanstack/react-router';
import { useClient } from '../../../api/api-provider.tsx';
import { queryKeys } from '../../../api/query-keys.ts';
import { Badge } from '../../../components/badge.tsx';
import { Code, Id, JsonCode } from '../../../components/code.tsx';
import { Select } from '../../../components/fields.tsx';
import { PageHeader } from '../../../components/page-header.tsx';
import { QueryView } from '../../../components/states.tsx';
import { texts } from '../../../texts/en.ts';
import type { RowSearch } from '../routes.ts';
import { LineageView } from './lineage-view.tsx';

const words = texts.dataSets.row;
const named: readonly string[] = EXPORTER_NAMES;
const VIEWS = EXPORT_VIEWS.map((value) => ({ value, label: words.views[value] ?? value }));

export function RowPage() {
  const { dataSetId, rowId } = useParams({ from: '/data-sets/$dataSetId/rows/$rowId' });
  const { format = 'openai-chat', view = 'root' } = useSearch({ from: '/data-sets/$dataSetId/rows/$rowId' });
  const navigate = useNavigate();
  const client = useClient();
  const lineage = useQuery({
    queryKey: queryKeys.dataSets.lineage(dataSetId, rowId),
    queryFn: ({ signal }) => client.dataSets.lineage(dataSetId, rowId, { signal }),
  });
  const own = useQuery({
    queryKey: queryKeys.dataSets.formats(dataSetId),
    queryFn: async ({ signal }) => {
      const { version } = await client.dataSets.get(dataSetId, { signal });
      const { formats = [] } = await client.dataSets.manifest(dataSetId, version.version, { signal });
      return formats.filter(({ exporter }) => !named.includes(exporter)).map(({ name }) => name);
    },
  });
  // A format of the data set's own has a view already.
  const isOwn = own.data?.includes(format) ?? !named.includes(format);
  const asked = isOwn || view === 'root' ? format : `${format}:${view}`;
  const formats = new Set([...EXPORTER_NAMES, ...(own.data ?? []), format]);
  const row = useQuery({
    queryKey: queryKeys.dataSets.row(dataSetId, rowId, asked),
    queryFn: ({ signal }) => client.dataSets.row(dataSetId, rowId, asked, { signal }),
    enabled: lineage.data?.trajectory !== null,
  });
  const choose = (change: RowSearch) =>
    void navigate({
      to: '/data-sets/$dataSetId/rows/$rowId',
      params: { dataSetId, rowId },
      search: { format, view, ...change },
      replace: true,
    });
  return (
    <div className="flex h-full min-h-0 flex-col">
      <PageHeader
        title={lineage.data?.query.text ?? words.title}
        parent={{ label: texts.pages.dataSets, to: '/data-sets' }}
      />
      <div className="grid min-h-0 flex-1 lg:grid-cols-[3fr_2fr]">
        <section aria-label={words.title} className="flex min-h-0 flex-col">
          <div className="flex items-center gap-2 border-b bg-surface px-3 py-2">
            <label className="flex items-center gap-2 text-muted">
              {words.format}
              <Select
                options={[...formats].map((value) => ({ value, label: value }))}
                value={format}
                onChange={(next) => choose({ format: next })}
              />
            </label>
            <label className="flex items-center gap-2 text-muted">
              {words.view}
              <Select
                options={VIEWS}
                value={view}
                disabled={isOwn}
                onChange={(next) => choose({ view: next as RowSearch['view'] })}
              />
            </label>
          </div>
          <div
            className="min-h-0 flex-1 overflow-auto p-3"
            // A region that scrolls must be reachable by keys.
            tabIndex={0}
            role="region"
            aria-label={words.format}
          >
            {lineage.data?.trajectory === null ? (
              <p className="text-muted">{words.noTrajectory}</p>
            ) : (
              <QueryView query={row} loadingRows={14}>
                {({ rows }) => rows.map((one) => <Rendered key={one.id} row={one} />)}
              </QueryView>
            )}
          </div>
        </section>
        <section
          aria-label={words.lineage}
          // A region that scrolls must be reachable by keys.
          tabIndex={0}
          className="min-h-0 overflow-auto border-l bg-surface outline-offset-[-2px]"
        >
          <QueryView query={lineage} loadingRows={14}>
            {(found) => <LineageView lineage={found} />}
          </QueryView>
        </section>
      </div>
    </div>
  );
}

function Rendered({ row }: { row: RenderedRow['rows'][number] }) {
  if ('refusal' in row) {
    return (
      <div role="alert" className="mb-3 rounded border bg-warn-soft p-3 text-warn">
        <p className="font-medium">
          {words.refused}: {row.refusal.reason}
        </p>
        <p>{row.refusal.detail}</p>
      </div>
    );
  }
  const losses = Object.entries(row.losses);
  const text = row.row['text'];
  return (
    <div className="mb-4 space-y-2">
      <div className="flex flex-wrap items-center gap-2">
        <Id id={row.id} />
        {losses.map(([kind, count]) => (
          <Badge key={kind} tone="warn">
            {words.losses}: {kind} {count}
          </Badge>
        ))}
      </div>
      {typeof text === 'string' && <Code label={words.text} text={text} className="[&_pre]:max-h-none" />}
      <JsonCode label={words.json} value={row.row} className="[&_pre]:max-h-none" />
    </div>
  );
}
