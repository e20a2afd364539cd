/** A titled surface. `actions` stand at the right of the title. */
import clsx from 'clsx';
import { type ReactNode, useId } from 'react';

export interface PanelProps {
  title?: ReactNode;
  actions?: ReactNode;
  className?: string | undefined;
  /** Class of what is below the title; `p-3` by default. */
  bodyClass?: string | undefined;
  children: ReactNode;
}

export function Panel({ title, actions, className, bodyClass = 'p-3', children }: PanelProps) {
  const id = useId();
  return (
    <section
      aria-labelledby={title === undefined ? undefined : id}
      className={clsx('flex min-w-0 flex-col rounded-md border bg-surface', className)}
    >
      {title !== undefined && (
        <header className="flex min-h-9 shrink-0 items-center justify-between gap-3 border-b px-3">
          <h2 id={id} className="truncate text-sm font-semibold">
            {title}
          </h2>
          {actions !== undefined && <div className="flex items-center gap-1.5">{actions}</div>}
        </header>
      )}
      <div className={clsx('min-h-0 min-w-0 flex-1', bodyClass)}>{children}</div>
    </section>
  );
}
