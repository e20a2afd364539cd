/** The versions of a data set, and what became of the rows between two of them, by reason. */
import type { DataSet, DataSetDiff, DataSetVersion } from '@nex/core';
import { useQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useClient } from '../../../api/api-provider.tsx';
import { queryKeys } from '../../../api/query-keys.ts';
import { useList } from '../../../api/use-list.ts';
import { Badge } from '../../../components/badge.tsx';
import { Id } from '../../../components/code.tsx';
import { Select } from '../../../components/fields.tsx';
import { ListView } from '../../../components/list-page.tsx';
import { Panel } from '../../../components/panel.tsx';
import { ShareBars } from '../../../components/share-bars.tsx';
import { QueryView } from '../../../components/states.tsx';
import type { Column } from '../../../components/table.tsx';
import { Ago } from '../../../components/time.tsx';
import { formatCount } from '../../../format/numbers.ts';
import { texts } from '../../../texts/en.ts';

const words = texts.dataSets.versions;
const CELL = 'px-3 py-1.5 text-left';
type Change = DataSetDiff['items'][number];
const TONES = { added: 'good', removed: 'bad', changed: 'warn' } as const;

const COLUMNS: readonly Column<Change>[] = [
  {
    id: 'row',
    header: words.columns.row,
    width: 'minmax(200px, 3fr)',
    cell: ({ rowId, runId }) => <Id id={rowId === '' ? runId : rowId} />,
  },
  {
    id: 'change',
    header: words.columns.change,
    width: '110px',
    cell: ({ change }) => <Badge tone={TONES[change]}>{words[change]}</Badge>,
  },
  { id: 'reason', header: words.columns.reason, width: 'minmax(160px, 2fr)', cell: ({ reason }) => reason },
  {
    id: 'sample',
    header: words.columns.sample,
    width: '72px',
    align: 'right',
    cell: ({ sampleIndex }) => sampleIndex + 1,
  },
];

export function VersionsTab({ dataSet, versions }: { dataSet: DataSet; versions: DataSetVersion[] }) {
  return (
    <div className="flex min-h-0 flex-1 flex-col gap-3 p-3">
      <Panel title={words.all} bodyClass="max-h-56 overflow-auto" className="shrink-0">
        <table className="w-full">
          <thead>
            <tr className="border-b text-xs text-faint">
              {[
                texts.dataSets.columns.version,
                texts.dataSets.columns.reason,
                texts.dataSets.columns.rows,
                texts.dataSets.columns.formats,
                texts.dataSets.files.digest,
                texts.common.created,
              ].map((name) => (
                <th key={name} className={`${CELL} font-medium`}>
                  {name}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {versions.toReversed().map((one) => (
              <tr key={one.version} className="border-b last:border-0">
                <td className={`${CELL} font-medium`}>{one.version}</td>
                <td className={CELL}>{texts.dataSets.reasons[one.reason]}</td>
                <td className={CELL}>{formatCount(one.rows)}</td>
                <td className={CELL}>{one.formats.join(', ')}</td>
                <td className={CELL}>
                  <code className="font-mono text-xs text-muted" title={one.digest}>
                    {one.digest.slice(0, 19)}…
                  </code>
                </td>
                <td className={CELL}>
                  <Ago time={one.createdAt} />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </Panel>
      {versions.length < 2 ? (
        <p className="text-muted">{words.one}</p>
      ) : (
        <Diff dataSet={dataSet} versions={versions} />
      )}
    </div>
  );
}

function Diff({ dataSet, versions }: { dataSet: DataSet; versions: DataSetVersion[] }) {
  const client = useClient();
  const navigate = useNavigate();
  const search = useSearch({ from: '/data-sets/$dataSetId' });
  const newest = versions.at(-1)?.version ?? 1;
  const to = search.to ?? newest;
  const from = search.from ?? versions.find(({ version }) => version === to)?.parent ?? Math.max(1, to - 1);
  const key = [...queryKeys.dataSets.one(dataSet.id), 'diff', from, to];
  const query = useQuery({
    queryKey: [...key, 'counts'],
    queryFn: ({ signal }) => client.dataSets.diff(dataSet.id, { from, to, limit: 1, signal }),
  });
  const list = useList<Change>(key, (options) => client.dataSets.diff(dataSet.id, { from, to, ...options }));
  const options = versions.map(({ version }) => ({ value: String(version), label: String(version) }));
  const pick = (which: 'from' | 'to') => (value: string) =>
    void navigate({
      to: '/data-sets/$dataSetId',
      params: { dataSetId: dataSet.id },
      search: { ...search, [which]: Number(value) },
      replace: true,
    });
  return (
    <Panel
      title={words.diff}
      className="min-h-0 flex-1"
      bodyClass="flex flex-col"
      actions={
        <>
          <span className="text-muted">{words.from}</span>
          <Select aria-label={words.from} options={options} value={String(from)} onChange={pick('from')} />
          <span className="text-muted">{words.to}</span>
          <Select aria-label={words.to} options={options} value={String(to)} onChange={pick('to')} />
        </>
      }
    >
      <QueryView query={query}>{(diff) => <DiffCounts diff={diff} />}</QueryView>
      <div className="min-h-40 flex-1 border-t">
        <ListView
          label={words.diff}
          list={list}
          columns={COLUMNS}
          rowKey={({ queryId, sampleIndex }) => `${queryId}/${sampleIndex}`}
          link={({ rowId, runId }) => ({
            to: '/data-sets/$dataSetId/rows/$rowId',
            params: { dataSetId: dataSet.id, rowId: rowId === '' ? runId : rowId },
          })}
          empty={{ title: words.none }}
        />
      </div>
    </Panel>
  );
}

function DiffCounts({ diff }: { diff: DataSetDiff }) {
  const names = ({ added, removed }: { added: string[]; removed: string[] }) =>
    [...added.map((name) => `+${name}`), ...removed.map((name) => `−${name}`)].join(' ') || words.same;
  return (
    <div className="grid gap-4 p-3 lg:grid-cols-4">
      {(['added', 'removed', 'changed'] as const).map((change) => (
        <section key={change}>
          <h3 className="mb-1">
            <Badge tone={TONES[change]}>{words[change]}</Badge>{' '}
            <span className="text-base font-semibold">{formatCount(diff[change].total)}</span>
          </h3>
          <ShareBars
            bars={Object.entries(diff[change].reasons).map(([name, count]) => ({ name, count }))}
            tone={change === 'removed' ? 'bad' : change === 'changed' ? 'warn' : 'accent'}
          />
        </section>
      ))}
      <section className="space-y-1 text-muted">
        <p>
          {words.unchanged}: {formatCount(diff.unchanged)}
        </p>
        <p>
          {words.formats}: {names(diff.formats)}
        </p>
        <p>
          {words.checks}: {names(diff.checks)}
        </p>
      </section>
    </div>
  );
}
