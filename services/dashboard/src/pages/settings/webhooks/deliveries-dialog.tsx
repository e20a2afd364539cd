import type { Webhook, WebhookDelivery } from '@nex/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { RotateCw } from 'lucide-react';
import { useClient } from '../../../api/api-provider.tsx';
import { useList } from '../../../api/use-list.ts';
import { Badge, type Tone } from '../../../components/badge.tsx';
import { Button, IconButton } from '../../../components/button.tsx';
import { Dialog } from '../../../components/dialog.tsx';
import { ListView } from '../../../components/list-page.tsx';
import type { Column } from '../../../components/table.tsx';
import { Ago } from '../../../components/time.tsx';
import { texts } from '../../../texts/en.ts';
import { FormError } from '../confirm.tsx';

const words = texts.settings.webhooks;
const REFRESH_MS = 3000;
const TONES: Record<WebhookDelivery['state'], Tone> = { waiting: 'warn', delivered: 'good', failed: 'bad' };

/** What was sent to a webhook, and how that went. */
export function DeliveriesDialog({ webhook, onClose }: { webhook: Webhook; onClose(): void }) {
  const client = useClient();
  const queries = useQueryClient();
  const key = ['settings', 'webhooks', webhook.id, 'deliveries'];
  const list = useList(key, (options) => client.webhooks.deliveries(webhook.id, options), {
    refreshMs: REFRESH_MS,
  });
  const onSuccess = () => queries.invalidateQueries({ queryKey: key });
  const test = useMutation({ mutationFn: () => client.webhooks.test(webhook.id), onSuccess });
  const again = useMutation({
    mutationFn: (id: string) => client.webhooks.redeliver(webhook.id, id),
    onSuccess,
  });
  const columns: readonly Column<WebhookDelivery>[] = [
    { id: 'event', header: words.delivery.event, width: '140px', cell: ({ event }) => event.type },
    {
      id: 'of',
      header: words.delivery.of,
      width: 'minmax(160px, 1fr)',
      cell: ({ event }) => <code className="font-mono text-xs">{event.data.id}</code>,
    },
    {
      id: 'state',
      header: words.delivery.state,
      width: '100px',
      cell: ({ state }) => <Badge tone={TONES[state]}>{words.delivery.states[state]}</Badge>,
    },
    {
      id: 'answer',
      header: words.delivery.answer,
      width: 'minmax(120px, 1fr)',
      cell: ({ lastError, lastStatus }) => (
        <span title={lastError ?? ''}>{lastError ?? lastStatus ?? ''}</span>
      ),
    },
    {
      id: 'created',
      header: texts.common.created,
      width: '96px',
      cell: ({ createdAt }) => <Ago time={createdAt} />,
    },
    {
      id: 'actions',
      header: '',
      width: '44px',
      align: 'right',
      cell: ({ id, event, state }) =>
        state !== 'waiting' && (
          <IconButton label={words.delivery.again(event.data.id)} onClick={() => again.mutate(id)}>
            <RotateCw aria-hidden />
          </IconButton>
        ),
    },
  ];
  return (
    <Dialog
      title={words.delivery.title}
      description={webhook.disabledReason ?? webhook.url}
      open
      onClose={onClose}
      width="max-w-4xl"
    >
      <div className="h-80 border">
        <ListView
          label={words.delivery.title}
          list={list}
          columns={columns}
          rowKey={({ id }) => id}
          empty={{ title: words.delivery.empty }}
        />
      </div>
      <FormError error={test.error ?? again.error} />
      <div className="mt-3 flex justify-end gap-2">
        <Button onClick={() => test.mutate()} disabled={test.isPending || !webhook.enabled}>
          {words.test}
        </Button>
        <Button look="primary" onClick={onClose}>
          {texts.common.close}
        </Button>
      </div>
    </Dialog>
  );
}
