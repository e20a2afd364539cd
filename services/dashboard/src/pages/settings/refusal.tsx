/** What stands in the place of a part that the platform does not have, or that is not for the caller. */
import { NexError } from '@nex/core';
import type { ReactNode } from 'react';
import type { List } from '../../api/use-list.ts';
import { ListView } from '../../components/list-page.tsx';
import { EmptyState } from '../../components/states.tsx';
import type { TableProps } from '../../components/table.tsx';
import { texts } from '../../texts/en.ts';

const words = texts.settings;

/** `undefined` for an error of another kind. */
export function refusalOf(error: unknown): ReactNode | undefined {
  if (!(error instanceof NexError)) return undefined;
  if (error.code === 'not_found') return <EmptyState title={words.absent}>{words.absentText}</EmptyState>;
  if (error.code === 'forbidden')
    return <EmptyState title={words.forbidden}>{words.forbiddenText}</EmptyState>;
  return undefined;
}

export interface SettingsListProps<T> extends Pick<TableProps<T>, 'columns' | 'rowKey'> {
  label: string;
  list: List<T>;
  /** Above the rows, once there may be some. */
  bar?: ReactNode;
  empty: { title: string; text?: ReactNode; action?: ReactNode };
}

export function SettingsList<T>({ bar, list, ...view }: SettingsListProps<T>) {
  const refusal = list.error === null ? undefined : refusalOf(list.error);
  if (refusal !== undefined) return refusal;
  return (
    <>
      {bar !== undefined && (
        <div className="flex flex-wrap items-center gap-2 border-b bg-surface px-4 py-2">{bar}</div>
      )}
      <div className="min-h-0 flex-1 bg-surface">
        <ListView list={list} {...view} />
      </div>
    </>
  );
}
