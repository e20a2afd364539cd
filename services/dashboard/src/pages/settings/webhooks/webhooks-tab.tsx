import type { Webhook, WebhookSecret } from '@nex/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { List, Plus, Power, RotateCw, Trash2 } from 'lucide-react';
import { useState } from 'react';
import { useClient } from '../../../api/api-provider.tsx';
import { useList } from '../../../api/use-list.ts';
import { Badge } from '../../../components/badge.tsx';
import { Button, IconButton } from '../../../components/button.tsx';
import type { Column } from '../../../components/table.tsx';
import { texts } from '../../../texts/en.ts';
import { Confirm, FormError } from '../confirm.tsx';
import { SecretDialog } from '../keys/secret-dialog.tsx';
import { SettingsList } from '../refusal.tsx';
import { CreateWebhookDialog } from './create-webhook-dialog.tsx';
import { DeliveriesDialog } from './deliveries-dialog.tsx';

const words = texts.settings.webhooks;
const KEY = ['settings', 'webhooks'];

type Open =
  | { what: 'create' }
  | { what: 'deliveries' | 'rotate' | 'delete'; webhook: Webhook }
  | { what: 'secret'; secret: string };

export function WebhooksTab() {
  const client = useClient();
  const queries = useQueryClient();
  const list = useList(KEY, (options) => client.webhooks.list(options));
  const [open, setOpen] = useState<Open>();
  const close = () => setOpen(undefined);
  const reload = () => void queries.invalidateQueries({ queryKey: KEY, exact: true });
  const made = ({ secret }: WebhookSecret) => {
    reload();
    setOpen({ what: 'secret', secret });
  };
  const toggle = useMutation({
    mutationFn: ({ id, enabled }: Webhook) => client.webhooks.update(id, { enabled: !enabled }),
    onSuccess: reload,
  });
  const rotate = useMutation({ mutationFn: (id: string) => client.webhooks.rotate(id), onSuccess: made });
  const remove = useMutation({
    mutationFn: (id: string) => client.webhooks.remove(id),
    onSuccess: () => {
      reload();
      close();
    },
  });
  const columns: readonly Column<Webhook>[] = [
    {
      id: 'url',
      header: words.url,
      width: 'minmax(200px, 3fr)',
      cell: ({ url, description }) => (
        <span title={url}>{description === '' ? url : `${description} (${url})`}</span>
      ),
    },
    {
      id: 'events',
      header: words.events,
      width: 'minmax(140px, 2fr)',
      cell: ({ events }) => <span title={events.join(', ')}>{events.join(', ')}</span>,
    },
    { id: 'state', header: words.state, width: '130px', cell: (webhook) => <State webhook={webhook} /> },
    {
      id: 'actions',
      header: '',
      width: '148px',
      align: 'right',
      cell: (webhook) => (
        <>
          <IconButton
            label={words.deliveriesOf(webhook.url)}
            onClick={() => setOpen({ what: 'deliveries', webhook })}
          >
            <List aria-hidden />
          </IconButton>
          <IconButton
            label={webhook.enabled ? words.disable(webhook.url) : words.enable(webhook.url)}
            onClick={() => toggle.mutate(webhook)}
          >
            <Power aria-hidden />
          </IconButton>
          <IconButton label={words.rotate(webhook.url)} onClick={() => setOpen({ what: 'rotate', webhook })}>
            <RotateCw aria-hidden />
          </IconButton>
          <IconButton label={words.delete(webhook.url)} onClick={() => setOpen({ what: 'delete', webhook })}>
            <Trash2 aria-hidden />
          </IconButton>
        </>
      ),
    },
  ];
  return (
    <>
      <SettingsList
        label={texts.settings.tabs.webhooks}
        list={list}
        columns={columns}
        rowKey={({ id }) => id}
        bar={
          <>
            <Button look="primary" onClick={() => setOpen({ what: 'create' })}>
              <Plus aria-hidden />
              {words.create}
            </Button>
            <FormError error={toggle.error} />
          </>
        }
        empty={{ title: words.empty, text: words.emptyText }}
      />
      {open?.what === 'create' && <CreateWebhookDialog onDone={made} onClose={close} />}
      {open?.what === 'deliveries' && <DeliveriesDialog webhook={open.webhook} onClose={close} />}
      {open?.what === 'secret' && (
        <SecretDialog
          secret={open.secret}
          title={words.secretTitle}
          text={words.secretText}
          onClose={close}
        />
      )}
      {open?.what === 'rotate' && (
        <Confirm
          title={words.rotateTitle}
          text={words.rotateText}
          action={words.rotateIt}
          isPending={rotate.isPending}
          error={rotate.error}
          onConfirm={() => rotate.mutate(open.webhook.id)}
          onClose={close}
        >
          <p className="break-all">{open.webhook.url}</p>
        </Confirm>
      )}
      {open?.what === 'delete' && (
        <Confirm
          title={words.deleteTitle}
          text={words.deleteText}
          action={words.deleteIt}
          isPending={remove.isPending}
          error={remove.error}
          onConfirm={() => remove.mutate(open.webhook.id)}
          onClose={close}
        >
          <p className="break-all">{open.webhook.url}</p>
        </Confirm>
      )}
    </>
  );
}

function State({ webhook: { enabled, disabledReason, failingSince } }: { webhook: Webhook }) {
  if (!enabled) {
    return (
      <span title={disabledReason ?? ''}>
        <Badge tone={disabledReason === null ? 'neutral' : 'bad'}>{words.off}</Badge>
      </span>
    );
  }
  if (failingSince !== null) return <Badge tone="warn">{words.failing}</Badge>;
  return <Badge tone="good">{words.on}</Badge>;
}
