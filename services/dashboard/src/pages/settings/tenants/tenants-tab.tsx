import type { Tenant } from '@nex/core';
import { useQueryClient } from '@tanstack/react-query';
import { Pencil, Plus } from 'lucide-react';
import { useState } from 'react';
import { useClient } from '../../../api/api-provider.tsx';
import { useList } from '../../../api/use-list.ts';
import { Button, IconButton } from '../../../components/button.tsx';
import type { Column } from '../../../components/table.tsx';
import { Ago } from '../../../components/time.tsx';
import { formatCount } from '../../../format/numbers.ts';
import { texts } from '../../../texts/en.ts';
import { SettingsList } from '../refusal.tsx';
import { QUOTAS, TenantDialog } from './tenant-dialog.tsx';

const words = texts.settings.tenants;
const KEY = ['settings', 'tenants'];

export function TenantsTab() {
  const client = useClient();
  const queries = useQueryClient();
  const list = useList(KEY, (options) => client.tenants.list(options));
  const [open, setOpen] = useState<Tenant | 'new'>();
  const columns: readonly Column<Tenant>[] = [
    { id: 'id', header: words.columns.id, width: 'minmax(110px, 1fr)', cell: ({ id }) => id },
    { id: 'name', header: words.columns.name, width: 'minmax(140px, 2fr)', cell: ({ name }) => name },
    ...QUOTAS.map(
      (quota): Column<Tenant> => ({
        id: quota,
        header: words.quotas[quota],
        width: '130px',
        align: 'right',
        cell: ({ quotas }) => {
          const amount = quotas[quota];
          return amount === undefined ? (
            <span className="text-faint">{words.unlimited}</span>
          ) : (
            formatCount(amount)
          );
        },
      }),
    ),
    {
      id: 'updated',
      header: words.columns.updated,
      width: '96px',
      align: 'right',
      cell: ({ updatedAt }) => <Ago time={updatedAt} />,
    },
    {
      id: 'edit',
      header: '',
      width: '48px',
      align: 'right',
      cell: (tenant) => (
        <IconButton label={words.editTenant(tenant.name)} onClick={() => setOpen(tenant)}>
          <Pencil aria-hidden />
        </IconButton>
      ),
    },
  ];
  return (
    <>
      <SettingsList
        label={texts.settings.tabs.tenants}
        list={list}
        columns={columns}
        rowKey={({ id }) => id}
        bar={
          <Button look="primary" onClick={() => setOpen('new')}>
            <Plus aria-hidden />
            {words.create}
          </Button>
        }
        empty={{ title: words.empty, text: words.emptyText }}
      />
      {open !== undefined && (
        <TenantDialog
          tenant={open === 'new' ? undefined : open}
          onDone={() => {
            void queries.invalidateQueries({ queryKey: KEY });
            setOpen(undefined);
          }}
          onClose={() => setOpen(undefined)}
        />
      )}
    </>
  );
}
