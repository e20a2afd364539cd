import { RUN_STATES, type Run, type RunState } from '@nex/core';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { GitCompareArrows } from 'lucide-react';
import { useClient } from '../../api/api-provider.tsx';
import { queryKeys } from '../../api/query-keys.ts';
import { useList } from '../../api/use-list.ts';
import { buttonClass } from '../../components/button.tsx';
import { Select } from '../../components/fields.tsx';
import { ListPage } from '../../components/list-page.tsx';
import { texts } from '../../texts/en.ts';
import { OpenById } from './open-by-id.tsx';
import { RUN_COLUMNS } from './run-columns.tsx';

const STATES = [
  { value: '', label: texts.common.anyState },
  ...RUN_STATES.map((state) => ({ value: state, label: state })),
];

export function runLink({ id }: Pick<Run, 'id'>) {
  return { to: '/runs/$runId', params: { runId: id } } as const;
}

export function RunsPage() {
  const client = useClient();
  const { state } = useSearch({ from: '/runs' });
  const navigate = useNavigate();
  const list = useList(
    queryKeys.runs.list({ state }),
    (options) => client.runs.list({ ...options, ...(state && { state }) }),
    { refreshMs: 5_000 },
  );
  return (
    <ListPage
      title={texts.pages.runs}
      list={list}
      columns={RUN_COLUMNS}
      rowKey={({ id }) => id}
      link={runLink}
      actions={
        <Link to="/runs/compare" className={buttonClass()}>
          <GitCompareArrows aria-hidden />
          {texts.runs.compare.open}
        </Link>
      }
      filters={
        <>
          <Select
            aria-label={texts.common.state}
            options={STATES}
            value={state ?? ''}
            onChange={(next) =>
              void navigate({ to: '/runs', search: next === '' ? {} : { state: next as RunState } })
            }
          />
          <OpenById />
        </>
      }
      empty={{ title: texts.runs.empty, text: texts.runs.emptyText }}
    />
  );
}
