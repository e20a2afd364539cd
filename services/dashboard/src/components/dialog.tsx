/** A window over the page. Escape and the cross close it. */
import { X } from 'lucide-react';
import { Dialog as Radix } from 'radix-ui';
import type { ReactNode } from 'react';
import { texts } from '../texts/en.ts';

export interface DialogProps {
  title: string;
  description?: ReactNode;
  open: boolean;
  onClose(): void;
  /** Class that sets the width; `max-w-lg` by default. */
  width?: string;
  children: ReactNode;
}

export function Dialog({ title, description, open, onClose, width = 'max-w-lg', children }: DialogProps) {
  return (
    <Radix.Root open={open} onOpenChange={(next) => next || onClose()}>
      <Radix.Portal>
        <Radix.Overlay className="fixed inset-0 z-40 bg-black/40" />
        <Radix.Content
          {...(description === undefined && { 'aria-describedby': undefined })}
          className={`fixed top-[12vh] left-1/2 z-40 max-h-[76vh] w-[calc(100vw-2rem)] ${width} -translate-x-1/2 overflow-auto rounded-lg border bg-surface p-4 shadow-2xl`}
        >
          <div className="mb-3 flex items-start justify-between gap-4">
            <div>
              <Radix.Title className="text-base font-semibold">{title}</Radix.Title>
              {description !== undefined && (
                <Radix.Description className="mt-0.5 text-muted">{description}</Radix.Description>
              )}
            </div>
            <Radix.Close aria-label={texts.common.close} className="rounded p-1 text-muted hover:bg-sunken">
              <X aria-hidden className="size-4" />
            </Radix.Close>
          </div>
          {children}
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}
