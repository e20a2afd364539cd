import { ENDING_EVENTS, type EndingEvent, type WebhookSecret } from '@nex/core';
import { useMutation } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { useClient } from '../../../api/api-provider.tsx';
import { Button } from '../../../components/button.tsx';
import { Dialog } from '../../../components/dialog.tsx';
import { Field, TextInput } from '../../../components/fields.tsx';
import { texts } from '../../../texts/en.ts';
import { FormError } from '../confirm.tsx';

const words = texts.settings.webhooks;

export function CreateWebhookDialog({
  onDone,
  onClose,
}: {
  onDone(webhook: WebhookSecret): void;
  onClose(): void;
}) {
  const client = useClient();
  const [url, setUrl] = useState('');
  const [description, setDescription] = useState('');
  const [events, setEvents] = useState<readonly EndingEvent[]>(['run.ended', 'build.ended']);
  const create = useMutation({
    mutationFn: () =>
      client.webhooks.create({ url: url.trim(), description: description.trim(), events: [...events] }),
    onSuccess: onDone,
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    create.mutate();
  };
  return (
    <Dialog title={words.create} open onClose={onClose} width="max-w-md">
      <form onSubmit={submit} className="space-y-3">
        <Field label={words.url} hint={words.urlHint}>
          {(id) => (
            <TextInput
              id={id}
              type="url"
              required
              autoFocus
              maxLength={2000}
              value={url}
              onChange={({ target }) => setUrl(target.value)}
            />
          )}
        </Field>
        <Field label={words.description}>
          {(id) => (
            <TextInput
              id={id}
              maxLength={200}
              value={description}
              onChange={({ target }) => setDescription(target.value)}
            />
          )}
        </Field>
        <fieldset>
          <legend className="mb-1 font-medium">{words.events}</legend>
          {ENDING_EVENTS.map((event) => (
            <label key={event} className="flex items-center gap-2 py-0.5">
              <input
                type="checkbox"
                className="accent-accent"
                checked={events.includes(event)}
                onChange={({ target }) =>
                  setEvents(target.checked ? [...events, event] : events.filter((one) => one !== event))
                }
              />
              {words.eventNames[event]}
            </label>
          ))}
        </fieldset>
        <FormError error={create.error} />
        <div className="flex justify-end gap-2">
          <Button onClick={onClose}>{texts.common.cancel}</Button>
          <Button look="primary" type="submit" disabled={create.isPending || events.length === 0}>
            {words.make}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
