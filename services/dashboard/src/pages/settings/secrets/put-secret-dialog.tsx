import { MAX_SECRET_LENGTH, MIN_SECRET_LENGTH } from '@nex/core';
import { useMutation } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { useClient } from '../../../api/api-provider.tsx';
import { Button } from '../../../components/button.tsx';
import { Dialog } from '../../../components/dialog.tsx';
import { Field, TextInput } from '../../../components/fields.tsx';
import { texts } from '../../../texts/en.ts';
import { FormError } from '../confirm.tsx';

const words = texts.settings.secrets;

/** `given`: the secret whose value is replaced; empty for a new one. */
export function PutSecretDialog({
  given,
  onDone,
  onClose,
}: {
  given: string;
  onDone(): void;
  onClose(): void;
}) {
  const client = useClient();
  const [name, setName] = useState(given);
  const [value, setValue] = useState('');
  const put = useMutation({
    mutationFn: () => client.secrets.put(name.trim(), { value }),
    onSuccess: onDone,
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    put.mutate();
  };
  return (
    <Dialog
      title={given === '' ? words.create : words.replaceSecret(given)}
      open
      onClose={onClose}
      width="max-w-md"
    >
      <form onSubmit={submit} className="space-y-3" autoComplete="off">
        {given === '' && (
          <Field label={words.name}>
            {(id) => (
              <TextInput
                id={id}
                required
                autoFocus
                value={name}
                onChange={({ target }) => setName(target.value)}
              />
            )}
          </Field>
        )}
        <Field label={words.value} hint={words.valueHint}>
          {(id) => (
            <TextInput
              id={id}
              type="password"
              autoComplete="new-password"
              minLength={MIN_SECRET_LENGTH}
              maxLength={MAX_SECRET_LENGTH}
              required
              value={value}
              onChange={({ target }) => setValue(target.value)}
            />
          )}
        </Field>
        <FormError error={put.error} />
        <div className="flex justify-end gap-2">
          <Button onClick={onClose}>{texts.common.cancel}</Button>
          <Button look="primary" type="submit" disabled={put.isPending}>
            {words.save}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
