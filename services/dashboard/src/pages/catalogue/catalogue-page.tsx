import type { CatalogueServer, ToolServer } from '@nex/core';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useCallback, useMemo } from 'react';
import { Badge } from '../../components/badge.tsx';
import { Select } from '../../components/fields.tsx';
import { PageHeader } from '../../components/page-header.tsx';
import { SearchInput } from '../../components/search-input.tsx';
import { EmptyState, QueryView } from '../../components/states.tsx';
import { type Column, Table } from '../../components/table.tsx';
import { texts } from '../../texts/en.ts';
import { GradeBadge } from './grade-badge.tsx';
import { useCatalogue, useToolServers } from './use-catalogue.ts';

const words = texts.catalogue;
const GRADES = ['A', 'B', 'C', 'D', 'F'];

function columnsOf(live: ReadonlyMap<string, ToolServer>): readonly Column<CatalogueServer>[] {
  return [
    { id: 'title', header: words.columns.title, width: 'minmax(150px, 1.5fr)', cell: ({ title }) => title },
    {
      id: 'summary',
      header: words.columns.summary,
      width: 'minmax(220px, 4fr)',
      cell: ({ summary }) => (
        <span className="text-muted" title={summary}>
          {summary}
        </span>
      ),
    },
    {
      id: 'domains',
      header: words.columns.domains,
      width: 'minmax(110px, 1.5fr)',
      cell: ({ domains }) => domains.join(', '),
    },
    {
      id: 'tools',
      header: words.columns.tools,
      width: '64px',
      align: 'right',
      cell: ({ tools }) => tools.length,
    },
    {
      id: 'health',
      header: words.columns.health,
      width: '92px',
      cell: (server) => <GradeBadge {...server} />,
    },
    {
      id: 'live',
      header: words.columns.live,
      width: '116px',
      cell: ({ name }) => {
        const at = live.get(name);
        return at !== undefined && at.processes > 0 ? (
          <Badge tone="active">{words.live(at.processes, at.busy)}</Badge>
        ) : (
          <span className="text-faint">{words.notLive}</span>
        );
      },
    },
    {
      id: 'drift',
      header: words.columns.drift,
      width: '84px',
      cell: ({ name }) =>
        (live.get(name)?.drifts.length ?? 0) > 0 ? <Badge tone="bad">{words.drifted}</Badge> : '–',
    },
  ];
}

export function CataloguePage() {
  const query = useCatalogue();
  const live = useToolServers();
  const { q, grade } = useSearch({ from: '/catalogue' });
  const navigate = useNavigate();
  const columns = useMemo(
    () => columnsOf(new Map(live.data?.map((server) => [server.name, server]))),
    [live.data],
  );
  const search = useCallback(
    (text: string) =>
      void navigate({
        to: '/catalogue',
        search: { ...(grade && { grade }), ...(text !== '' && { q: text }) },
        replace: true,
      }),
    [navigate, grade],
  );
  const fits = (server: CatalogueServer) => {
    if (grade !== undefined && server.probe?.grade !== grade) return false;
    const words = q?.toLowerCase();
    if (words === undefined) return true;
    const { name, title, summary, domains, tools } = server;
    return [name, title, summary, ...domains, ...tools.map((tool) => tool.name)].some((text) =>
      text.toLowerCase().includes(words),
    );
  };
  return (
    <div className="flex h-full min-h-0 flex-col">
      <PageHeader title={texts.pages.catalogue} />
      <div className="flex items-center gap-2 border-b bg-surface px-4 py-2">
        <SearchInput label={words.search} value={q ?? ''} onChange={search} />
        <Select
          aria-label={words.grade}
          value={grade ?? ''}
          options={[
            { value: '', label: words.anyGrade },
            ...GRADES.map((value) => ({ value, label: `${words.grade} ${value}` })),
          ]}
          onChange={(next) =>
            void navigate({
              to: '/catalogue',
              search: { ...(q && { q }), ...(next !== '' && { grade: next }) },
              replace: true,
            })
          }
        />
      </div>
      <div className="min-h-0 flex-1 bg-surface">
        <QueryView query={query} loadingRows={12}>
          {({ servers }) => {
            const shown = servers.filter(fits);
            if (servers.length === 0) return <EmptyState title={words.empty}>{words.emptyText}</EmptyState>;
            if (shown.length === 0) return <EmptyState title={words.noneFound} />;
            return (
              <Table
                label={texts.pages.catalogue}
                rows={shown}
                columns={columns}
                rowKey={(server) => server.name}
                link={(server) => ({ to: '/catalogue/$server', params: { server: server.name } })}
              />
            );
          }}
        </QueryView>
      </div>
    </div>
  );
}
