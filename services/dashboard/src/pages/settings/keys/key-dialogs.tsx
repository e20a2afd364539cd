import type { ApiKey } from '@nex/core';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { useClient } from '../../../api/api-provider.tsx';
import { Field, TextInput } from '../../../components/fields.tsx';
import { texts } from '../../../texts/en.ts';
import { Confirm } from '../confirm.tsx';

const words = texts.settings.keys;
const SECONDS = 60;

interface KeyDialogProps {
  apiKey: ApiKey;
  onDone(secret?: string): void;
  onClose(): void;
}

export function RotateDialog({ apiKey, onDone, onClose }: KeyDialogProps) {
  const client = useClient();
  const [minutes, setMinutes] = useState('60');
  const rotate = useMutation({
    mutationFn: () => client.keys.rotate(apiKey.id, { graceSeconds: Math.round(Number(minutes) * SECONDS) }),
    onSuccess: ({ secret }) => onDone(secret),
  });
  return (
    <Confirm
      title={words.rotateTitle}
      text={words.rotateText}
      action={words.rotateIt}
      isPending={rotate.isPending}
      error={rotate.error}
      onConfirm={() => rotate.mutate()}
      onClose={onClose}
    >
      <Field label={words.grace}>
        {(id) => (
          <TextInput
            id={id}
            type="number"
            min={0}
            max={43_200}
            className="w-32"
            value={minutes}
            onChange={({ target }) => setMinutes(target.value)}
          />
        )}
      </Field>
    </Confirm>
  );
}

export function RevokeDialog({ apiKey, onDone, onClose }: KeyDialogProps) {
  const client = useClient();
  const revoke = useMutation({ mutationFn: () => client.keys.revoke(apiKey.id), onSuccess: () => onDone() });
  return (
    <Confirm
      title={words.revokeTitle}
      text={words.revokeText}
      action={words.revokeIt}
      isPending={revoke.isPending}
      error={revoke.error}
      onConfirm={() => revoke.mutate()}
      onClose={onClose}
    >
      <p className="font-medium">{apiKey.name}</p>
    </Confirm>
  );
}
