import { SCOPES, type Scope } from '@nex/core';
import { useMutation } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { useClient } from '../../../api/api-provider.tsx';
import { Button } from '../../../components/button.tsx';
import { Dialog } from '../../../components/dialog.tsx';
import { Field, Select, TextInput } from '../../../components/fields.tsx';
import { texts } from '../../../texts/en.ts';
import { FormError } from '../confirm.tsx';

const words = texts.settings.keys;

export function CreateKeyDialog({ onDone, onClose }: { onDone(secret: string): void; onClose(): void }) {
  const client = useClient();
  const [name, setName] = useState('');
  const [scope, setScope] = useState<Scope>('read');
  const [days, setDays] = useState('90');
  const create = useMutation({
    mutationFn: () =>
      client.keys.create({
        name: name.trim(),
        scopes: [scope],
        ...(days !== '' && { expiresInDays: Number(days) }),
      }),
    onSuccess: ({ secret }) => onDone(secret),
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    create.mutate();
  };
  return (
    <Dialog title={words.create} open onClose={onClose} width="max-w-md">
      <form onSubmit={submit} className="space-y-3">
        <Field label={words.name} hint={words.nameHint}>
          {(id) => (
            <TextInput
              id={id}
              required
              autoFocus
              maxLength={100}
              value={name}
              onChange={({ target }) => setName(target.value)}
            />
          )}
        </Field>
        <Field label={words.scope} hint={words.scopeHint}>
          {(id) => (
            <Select
              id={id}
              value={scope}
              options={SCOPES.map((value) => ({ value, label: `${value}: ${words.scopes[value]}` }))}
              onChange={(next) => setScope(next as Scope)}
            />
          )}
        </Field>
        <Field label={words.days} hint={words.daysHint}>
          {(id) => (
            <TextInput
              id={id}
              type="number"
              min={1}
              max={3650}
              className="w-32"
              value={days}
              onChange={({ target }) => setDays(target.value)}
            />
          )}
        </Field>
        <FormError error={create.error} />
        <div className="flex justify-end gap-2">
          <Button onClick={onClose}>{texts.common.cancel}</Button>
          <Button look="primary" type="submit" disabled={create.isPending || name.trim() === ''}>
            {words.make}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
