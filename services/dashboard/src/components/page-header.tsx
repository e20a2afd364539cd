import { Link, type LinkProps } from '@tanstack/react-router';
import { ChevronRight } from 'lucide-react';
import { type ReactNode, useEffect } from 'react';
import { texts } from '../texts/en.ts';

export interface PageHeaderProps {
  title: string;
  /** The list that this belongs to. */
  parent?: { label: string; to: NonNullable<LinkProps['to']> };
  /** Beside the title: a state. */
  aside?: ReactNode;
  actions?: ReactNode;
}

/** The one heading of a page; also the title of the browser's tab. */
export function PageHeader({ title, parent, aside, actions }: PageHeaderProps) {
  useEffect(() => {
    document.title = `${title} · ${texts.common.product}`;
  }, [title]);
  return (
    <header className="flex min-h-12 shrink-0 items-center justify-between gap-4 border-b bg-surface px-4">
      <div className="flex min-w-0 items-center gap-2">
        {parent !== undefined && (
          <>
            <Link to={parent.to} className="shrink-0 text-muted hover:text-ink hover:underline">
              {parent.label}
            </Link>
            <ChevronRight aria-hidden className="size-3.5 shrink-0 text-faint" />
          </>
        )}
        <h1 className="truncate text-base font-semibold" title={title}>
          {title}
        </h1>
        {aside}
      </div>
      {actions !== undefined && <div className="flex shrink-0 items-center gap-2">{actions}</div>}
    </header>
  );
}
