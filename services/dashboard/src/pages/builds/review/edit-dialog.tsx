import type { ReviewItem } from '@nex/core';
import { type FormEvent, useState } from 'react';
import { Button } from '../../../components/button.tsx';
import { Dialog } from '../../../components/dialog.tsx';
import { Field, Segments } from '../../../components/fields.tsx';
import { texts } from '../../../texts/en.ts';
import { standing } from './review-order.ts';

const words = texts.builds.review;

export interface EditDialogProps {
  item: ReviewItem;
  onSave(decision: 'accept' | 'reject', note: string): void;
  onClose(): void;
}

/** Another decision, or another note, beside those that were given. */
export function EditDialog({ item, onSave, onClose }: EditDialogProps) {
  const before = standing(item);
  const [decision, setDecision] = useState<string>(before?.decision ?? 'reject');
  const [note, setNote] = useState(before?.note ?? '');
  const submit = (event: FormEvent) => {
    event.preventDefault();
    onSave(decision === 'accept' ? 'accept' : 'reject', note.trim());
  };
  return (
    <Dialog title={words.editTitle} description={words.editText} open onClose={onClose} width="max-w-md">
      <form onSubmit={submit} className="space-y-3">
        <Segments
          label={words.decision}
          value={decision}
          onChange={setDecision}
          options={[
            { value: 'accept', label: words.accept },
            { value: 'reject', label: words.reject },
          ]}
        />
        <Field label={words.note}>
          {(id) => (
            <textarea
              id={id}
              autoFocus
              rows={4}
              maxLength={2000}
              value={note}
              onChange={({ target }) => setNote(target.value)}
              className="rounded border border-line-strong bg-surface p-2"
            />
          )}
        </Field>
        <div className="flex justify-end gap-2">
          <Button onClick={onClose}>{texts.common.cancel}</Button>
          <Button look="primary" type="submit">
            {words.save}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
