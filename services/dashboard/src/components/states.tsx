/** What a view shows when it has nothing to show: it loads, it failed, or there is nothing. */
import { NexError } from '@nex/core';
import { CircleAlert, RotateCw } from 'lucide-react';
import type { ReactNode } from 'react';
import { texts } from '../texts/en.ts';
import { Button } from './button.tsx';

/** Grey lines where rows will be. */
export function LoadingState({ rows = 6 }: { rows?: number }) {
  return (
    <div role="status" aria-label={texts.common.loading} className="space-y-2.5 p-3">
      {Array.from({ length: rows }, (_, row) => (
        <div
          // The lines are all alike.
          key={row}
          className="h-3.5 animate-pulse rounded bg-sunken"
          style={{ width: `${92 - ((row * 17) % 45)}%` }}
        />
      ))}
    </div>
  );
}

/** The error's message, where it lies and what can be done; a button tries again. */
export function ErrorState({ error, retry }: { error: unknown; retry?: (() => void) | undefined }) {
  const { message, where, hint, code } = describe(error);
  return (
    <div role="alert" className="flex flex-col items-center gap-2 px-6 py-10 text-center">
      <CircleAlert aria-hidden className="size-6 text-bad-mark" />
      <p className="max-w-xl font-medium">{message}</p>
      {hint !== undefined && <p className="max-w-xl text-muted">{hint}</p>}
      <p className="font-mono text-xs text-faint">
        {code}
        {where !== undefined && ` · ${where}`}
      </p>
      {retry !== undefined && (
        <Button onClick={retry} className="mt-1">
          <RotateCw aria-hidden />
          {texts.common.retry}
        </Button>
      )}
    </div>
  );
}

export interface EmptyStateProps {
  title: string;
  /** What fills the place, and how. */
  children?: ReactNode;
  action?: ReactNode;
}

export function EmptyState({ title, children, action }: EmptyStateProps) {
  return (
    <div className="flex flex-col items-center gap-1.5 px-6 py-12 text-center">
      <p className="font-medium">{title}</p>
      {children !== undefined && <div className="max-w-md text-muted">{children}</div>}
      {action !== undefined && <div className="mt-2">{action}</div>}
    </div>
  );
}

export interface QueryLike<T> {
  data: T | undefined;
  error: unknown;
  refetch(): unknown;
}

/** Shows what a query gave, or what stands for it. Data that is there stays, also when asking again failed. */
export function QueryView<T>({
  query,
  loadingRows,
  children,
}: {
  query: QueryLike<T>;
  loadingRows?: number;
  children(data: T): ReactNode;
}) {
  if (query.data !== undefined) return children(query.data);
  if (query.error) return <ErrorState error={query.error} retry={() => void query.refetch()} />;
  return <LoadingState {...(loadingRows !== undefined && { rows: loadingRows })} />;
}

function describe(error: unknown) {
  if (error instanceof NexError) return error;
  const message = error instanceof Error ? error.message : texts.common.unknownError;
  return { message, where: undefined, hint: undefined, code: 'internal' };
}
