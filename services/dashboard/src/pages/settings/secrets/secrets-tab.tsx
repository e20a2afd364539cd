import type { Secret } from '@nex/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Pencil, Plus, Trash2 } from 'lucide-react';
import { useState } from 'react';
import { useClient } from '../../../api/api-provider.tsx';
import { useList } from '../../../api/use-list.ts';
import { Button, IconButton } from '../../../components/button.tsx';
import type { Column } from '../../../components/table.tsx';
import { Ago } from '../../../components/time.tsx';
import { texts } from '../../../texts/en.ts';
import { Confirm } from '../confirm.tsx';
import { SettingsList } from '../refusal.tsx';
import { PutSecretDialog } from './put-secret-dialog.tsx';

const words = texts.settings.secrets;
const KEY = ['settings', 'secrets'];

export function SecretsTab() {
  const client = useClient();
  const queries = useQueryClient();
  const list = useList(KEY, (options) => client.secrets.list(options));
  const [open, setOpen] = useState<{ what: 'put' | 'delete'; name: string }>();
  const close = () => setOpen(undefined);
  const done = () => {
    void queries.invalidateQueries({ queryKey: KEY });
    close();
  };
  const remove = useMutation({ mutationFn: (name: string) => client.secrets.remove(name), onSuccess: done });
  const columns: readonly Column<Secret>[] = [
    {
      id: 'name',
      header: words.columns.name,
      width: 'minmax(200px, 3fr)',
      cell: ({ name }) => <code className="font-mono text-xs">{name}</code>,
    },
    {
      id: 'updated',
      header: words.columns.updated,
      width: '120px',
      cell: ({ updatedAt }) => <Ago time={updatedAt} />,
    },
    {
      id: 'by',
      header: words.columns.by,
      width: 'minmax(140px, 1fr)',
      cell: ({ updatedBy }) => <span title={updatedBy}>{updatedBy}</span>,
    },
    {
      id: 'actions',
      header: '',
      width: '80px',
      align: 'right',
      cell: ({ name }) => (
        <>
          <IconButton label={words.replaceSecret(name)} onClick={() => setOpen({ what: 'put', name })}>
            <Pencil aria-hidden />
          </IconButton>
          <IconButton label={words.deleteSecret(name)} onClick={() => setOpen({ what: 'delete', name })}>
            <Trash2 aria-hidden />
          </IconButton>
        </>
      ),
    },
  ];
  return (
    <>
      <SettingsList
        label={texts.settings.tabs.secrets}
        list={list}
        columns={columns}
        rowKey={({ name }) => name}
        bar={
          <Button look="primary" onClick={() => setOpen({ what: 'put', name: '' })}>
            <Plus aria-hidden />
            {words.create}
          </Button>
        }
        empty={{ title: words.empty, text: words.emptyText }}
      />
      {open?.what === 'put' && <PutSecretDialog given={open.name} onDone={done} onClose={close} />}
      {open?.what === 'delete' && (
        <Confirm
          title={words.deleteTitle}
          text={words.deleteText}
          action={words.deleteIt}
          isPending={remove.isPending}
          error={remove.error}
          onConfirm={() => remove.mutate(open.name)}
          onClose={close}
        >
          <code className="font-mono">{open.name}</code>
        </Confirm>
      )}
    </>
  );
}
