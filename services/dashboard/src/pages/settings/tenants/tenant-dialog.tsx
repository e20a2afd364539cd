import type { Tenant } from '@nex/core';
import { useMutation } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { useClient } from '../../../api/api-provider.tsx';
import { Button } from '../../../components/button.tsx';
import { Dialog } from '../../../components/dialog.tsx';
import { Field, TextInput } from '../../../components/fields.tsx';
import { texts } from '../../../texts/en.ts';
import { FormError } from '../confirm.tsx';

const words = texts.settings.tenants;
export const QUOTAS = ['requestsPerMinute', 'concurrentRuns', 'queuedRuns', 'tokensPerDay'] as const;

export interface TenantDialogProps {
  /** None: a new one is made. */
  tenant: Tenant | undefined;
  onDone(): void;
  onClose(): void;
}

export function TenantDialog({ tenant, onDone, onClose }: TenantDialogProps) {
  const client = useClient();
  const [id, setId] = useState(tenant?.id ?? '');
  const [name, setName] = useState(tenant?.name ?? '');
  const [quotas, setQuotas] = useState<Record<string, string>>(() =>
    Object.fromEntries(QUOTAS.map((quota) => [quota, String(tenant?.quotas[quota] ?? '')])),
  );
  const save = useMutation({
    mutationFn: () =>
      client.tenants.put(id, {
        name: name.trim(),
        quotas: Object.fromEntries(
          QUOTAS.flatMap((quota) => (quotas[quota] ? [[quota, Number(quotas[quota])]] : [])),
        ),
      }),
    onSuccess: onDone,
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    save.mutate();
  };
  return (
    <Dialog
      title={tenant === undefined ? words.create : words.editTenant(tenant.name)}
      open
      onClose={onClose}
      width="max-w-md"
    >
      <form onSubmit={submit} className="space-y-3">
        {tenant === undefined && (
          <Field label={words.columns.id} hint={words.idHint}>
            {(field) => (
              <TextInput
                id={field}
                required
                autoFocus
                pattern="[a-z0-9][a-z0-9._\-]{0,62}"
                value={id}
                onChange={({ target }) => setId(target.value)}
              />
            )}
          </Field>
        )}
        <Field label={words.columns.name}>
          {(field) => (
            <TextInput
              id={field}
              required
              maxLength={100}
              value={name}
              onChange={({ target }) => setName(target.value)}
            />
          )}
        </Field>
        <div className="grid grid-cols-2 gap-3">
          {QUOTAS.map((quota) => (
            <Field key={quota} label={words.quotas[quota]}>
              {(field) => (
                <TextInput
                  id={field}
                  type="number"
                  min={0}
                  value={quotas[quota] ?? ''}
                  onChange={({ target }) => setQuotas((before) => ({ ...before, [quota]: target.value }))}
                />
              )}
            </Field>
          ))}
        </div>
        <p className="text-xs text-faint">{words.quotaHint}</p>
        <FormError error={save.error} />
        <div className="flex justify-end gap-2">
          <Button onClick={onClose}>{texts.common.cancel}</Button>
          <Button look="primary" type="submit" disabled={save.isPending}>
            {words.save}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
