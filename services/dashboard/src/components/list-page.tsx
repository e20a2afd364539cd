/** A page that is one list: title, filters, then the rows or what stands for them. */
import type { ReactNode } from 'react';
import type { List } from '../api/use-list.ts';
import { PageHeader } from './page-header.tsx';
import { EmptyState, ErrorState, LoadingState } from './states.tsx';
import { Table, type TableProps } from './table.tsx';

export interface ListPageProps<T> extends Pick<TableProps<T>, 'columns' | 'rowKey' | 'link' | 'isMarked'> {
  title: string;
  list: List<T>;
  actions?: ReactNode;
  filters?: ReactNode;
  /** What stands in an empty list. */
  empty: { title: string; text?: ReactNode; action?: ReactNode };
}

export function ListPage<T>({ title, list, actions, filters, empty, ...table }: ListPageProps<T>) {
  return (
    <div className="flex h-full min-h-0 flex-col">
      <PageHeader title={title} actions={actions} />
      {filters !== undefined && (
        <div className="flex flex-wrap items-center gap-2 border-b bg-surface px-4 py-2">{filters}</div>
      )}
      <div className="min-h-0 flex-1 bg-surface">
        <ListView label={title} list={list} empty={empty} {...table} />
      </div>
    </div>
  );
}

type ListViewProps<T> = Omit<ListPageProps<T>, 'title' | 'actions' | 'filters'> & { label: string };

/** The same without title and filters, for lists inside of pages. */
export function ListView<T>({ label, list, empty, ...table }: ListViewProps<T>) {
  if (list.isLoading) return <LoadingState rows={12} />;
  if (list.error) return <ErrorState error={list.error} retry={list.retry} />;
  if (list.rows.length === 0) {
    return (
      <EmptyState title={empty.title} action={empty.action}>
        {empty.text}
      </EmptyState>
    );
  }
  const { rows, hasMore, isLoadingMore, loadMore } = list;
  return <Table label={label} {...{ rows, hasMore, isLoadingMore, loadMore }} {...table} />;
}
