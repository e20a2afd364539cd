import type { ReactNode } from 'react';
import { Button } from '../../components/button.tsx';
import { Dialog } from '../../components/dialog.tsx';
import { texts } from '../../texts/en.ts';

export interface ConfirmProps {
  title: string;
  text: string;
  /** What the button says. */
  action: string;
  isPending: boolean;
  error: Error | null;
  onConfirm(): void;
  onClose(): void;
  children?: ReactNode;
}

/** Asks before what cannot be taken back. */
export function Confirm({
  title,
  text,
  action,
  isPending,
  error,
  onConfirm,
  onClose,
  children,
}: ConfirmProps) {
  return (
    <Dialog title={title} description={text} open onClose={onClose} width="max-w-md">
      <form
        className="space-y-3"
        onSubmit={(event) => {
          event.preventDefault();
          onConfirm();
        }}
      >
        {children}
        <FormError error={error} />
        <div className="flex justify-end gap-2">
          <Button onClick={onClose}>{texts.common.cancel}</Button>
          <Button look="danger" type="submit" disabled={isPending}>
            {action}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}

export function FormError({ error }: { error: Error | null }) {
  if (error === null) return null;
  return (
    <p role="alert" className="text-bad">
      {error.message}
    </p>
  );
}
