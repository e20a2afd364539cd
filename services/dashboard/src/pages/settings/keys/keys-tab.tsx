import type { ApiKey } from '@nex/core';
import { useQueryClient } from '@tanstack/react-query';
import { Ban, Plus, RotateCw } from 'lucide-react';
import { useState } from 'react';
import { useClient } from '../../../api/api-provider.tsx';
import { useList } from '../../../api/use-list.ts';
import { Badge } from '../../../components/badge.tsx';
import { Button, IconButton } from '../../../components/button.tsx';
import type { Column } from '../../../components/table.tsx';
import { Ago } from '../../../components/time.tsx';
import { formatDateTime } from '../../../format/time.ts';
import { texts } from '../../../texts/en.ts';
import { SettingsList } from '../refusal.tsx';
import { CreateKeyDialog } from './create-key-dialog.tsx';
import { RevokeDialog, RotateDialog } from './key-dialogs.tsx';
import { SecretDialog } from './secret-dialog.tsx';

const words = texts.settings.keys;
const KEYS = ['settings', 'keys'];

type Open =
  | { what: 'create' }
  | { what: 'rotate' | 'revoke'; key: ApiKey }
  | { what: 'secret'; secret: string };

export function KeysTab() {
  const client = useClient();
  const queries = useQueryClient();
  const list = useList(KEYS, (options) => client.keys.list(options));
  const [open, setOpen] = useState<Open>();
  const close = () => setOpen(undefined);
  const changed = (secret?: string) => {
    void queries.invalidateQueries({ queryKey: KEYS });
    setOpen(secret === undefined ? undefined : { what: 'secret', secret });
  };
  const create = (
    <Button look="primary" onClick={() => setOpen({ what: 'create' })}>
      <Plus aria-hidden />
      {words.create}
    </Button>
  );
  const columns: readonly Column<ApiKey>[] = [
    { id: 'name', header: words.columns.name, width: 'minmax(140px, 2fr)', cell: ({ name }) => name },
    {
      id: 'prefix',
      header: words.columns.prefix,
      width: 'minmax(130px, 1fr)',
      cell: ({ prefix }) => <code className="font-mono text-xs text-muted">{prefix}…</code>,
    },
    {
      id: 'scopes',
      header: words.columns.scopes,
      width: '130px',
      cell: ({ scopes }) => scopes.join(', '),
    },
    { id: 'tenant', header: words.columns.tenant, width: '110px', cell: ({ tenant }) => tenant },
    {
      id: 'by',
      header: words.columns.by,
      width: 'minmax(100px, 1fr)',
      cell: ({ createdBy }) => <span title={createdBy}>{createdBy}</span>,
    },
    {
      id: 'created',
      header: texts.common.created,
      width: '96px',
      cell: ({ createdAt }) => <Ago time={createdAt} />,
    },
    {
      id: 'used',
      header: words.columns.used,
      width: '96px',
      cell: ({ lastUsedAt }) => (lastUsedAt === null ? words.never : <Ago time={lastUsedAt} />),
    },
    { id: 'expires', header: words.columns.expires, width: '170px', cell: (key) => <Expiry apiKey={key} /> },
    {
      id: 'actions',
      header: '',
      width: '76px',
      align: 'right',
      cell: (key) =>
        key.revokedAt === null && (
          <>
            <IconButton label={words.rotateKey(key.name)} onClick={() => setOpen({ what: 'rotate', key })}>
              <RotateCw aria-hidden />
            </IconButton>
            <IconButton label={words.revokeKey(key.name)} onClick={() => setOpen({ what: 'revoke', key })}>
              <Ban aria-hidden />
            </IconButton>
          </>
        ),
    },
  ];
  return (
    <>
      <SettingsList
        label={texts.settings.tabs.keys}
        list={list}
        columns={columns}
        rowKey={({ id }) => id}
        bar={create}
        empty={{ title: words.empty, text: words.emptyText }}
      />
      {open?.what === 'create' && <CreateKeyDialog onDone={changed} onClose={close} />}
      {open?.what === 'rotate' && <RotateDialog apiKey={open.key} onDone={changed} onClose={close} />}
      {open?.what === 'revoke' && <RevokeDialog apiKey={open.key} onDone={changed} onClose={close} />}
      {open?.what === 'secret' && <SecretDialog secret={open.secret} onClose={close} />}
    </>
  );
}

function Expiry({ apiKey: { revokedAt, expiresAt } }: { apiKey: ApiKey }) {
  if (revokedAt !== null) return <Badge tone="bad">{words.revoked}</Badge>;
  if (expiresAt === null) return <span className="text-faint">{words.never}</span>;
  if (Date.parse(expiresAt) < Date.now()) return <Badge tone="warn">{words.expired}</Badge>;
  return <span>{formatDateTime(expiresAt)}</span>;
}
