import type { AuditEntry } from '@nex/core';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useCallback, useMemo } from 'react';
import { useClient } from '../../../api/api-provider.tsx';
import { useList } from '../../../api/use-list.ts';
import { Badge } from '../../../components/badge.tsx';
import { Select } from '../../../components/fields.tsx';
import { SearchInput } from '../../../components/search-input.tsx';
import type { Column } from '../../../components/table.tsx';
import { Ago } from '../../../components/time.tsx';
import { texts } from '../../../texts/en.ts';
import { SettingsList } from '../refusal.tsx';
import { AUDIT_SPANS, type SettingsSearch } from '../routes.ts';

const words = texts.settings.audit;
const HOUR_MS = 3_600_000;
const SPANS_MS = { hour: HOUR_MS, day: 24 * HOUR_MS, week: 7 * 24 * HOUR_MS };
const GOOD_BELOW = 400;

const COLUMNS: readonly Column<AuditEntry>[] = [
  { id: 'time', header: words.columns.time, width: '110px', cell: ({ time }) => <Ago time={time} /> },
  {
    id: 'actor',
    header: words.columns.actor,
    width: 'minmax(140px, 1.5fr)',
    cell: ({ actor }) => <span title={actor}>{actor}</span>,
  },
  {
    id: 'operation',
    header: words.columns.operation,
    width: 'minmax(140px, 1.5fr)',
    cell: ({ operation, path }) => <span title={path}>{operation}</span>,
  },
  {
    id: 'resource',
    header: words.columns.resource,
    width: 'minmax(160px, 2fr)',
    cell: ({ resource }) => (
      <code className="font-mono text-xs" title={resource ?? undefined}>
        {resource}
      </code>
    ),
  },
  {
    id: 'status',
    header: words.columns.status,
    width: '96px',
    cell: ({ status }) =>
      status === null ? (
        <Badge tone="active">{words.open}</Badge>
      ) : (
        <Badge tone={status < GOOD_BELOW ? 'good' : 'bad'}>{status}</Badge>
      ),
  },
  {
    id: 'request',
    header: words.columns.request,
    width: 'minmax(120px, 1fr)',
    cell: ({ requestId }) => <code className="font-mono text-xs text-faint">{requestId}</code>,
  },
];

type Narrowed = 'actor' | 'operation' | 'resource' | 'since';

export function AuditTab() {
  const client = useClient();
  const navigate = useNavigate();
  const search = useSearch({ from: '/settings' });
  const { actor, operation, resource, since } = search;
  // The span ends when it is chosen, so that the pages of the list fit each other.
  const from = useMemo(
    () => (since === undefined ? undefined : new Date(Date.now() - SPANS_MS[since]).toISOString()),
    [since],
  );
  const filter = { actor, operation, resource, since: from };
  const list = useList(['settings', 'audit', filter], (options) => client.audit({ ...options, ...filter }));
  const narrow = useCallback(
    (name: Narrowed, value: string) =>
      void navigate({
        to: '/settings',
        search: { ...search, [name]: value === '' ? undefined : value } as SettingsSearch,
        replace: true,
      }),
    [navigate, search],
  );
  const byActor = useCallback((value: string) => narrow('actor', value), [narrow]);
  const byOperation = useCallback((value: string) => narrow('operation', value), [narrow]);
  const byResource = useCallback((value: string) => narrow('resource', value), [narrow]);
  const isFiltered = Object.values(filter).some((value) => value !== undefined);
  return (
    <SettingsList
      label={texts.settings.tabs.audit}
      list={list}
      columns={COLUMNS}
      rowKey={({ id }) => id}
      bar={
        <>
          <SearchInput label={words.actor} value={actor ?? ''} onChange={byActor} />
          <SearchInput label={words.operation} value={operation ?? ''} onChange={byOperation} />
          <SearchInput label={words.resource} value={resource ?? ''} onChange={byResource} />
          <Select
            aria-label={words.since}
            value={since ?? ''}
            options={[
              { value: '', label: words.anyTime },
              ...AUDIT_SPANS.map((value) => ({ value, label: words[value] })),
            ]}
            onChange={(next) => narrow('since', next)}
          />
        </>
      }
      empty={{ title: isFiltered ? words.noneFound : words.empty }}
    />
  );
}
