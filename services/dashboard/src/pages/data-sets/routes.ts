import { DIFFICULTIES, EXPORT_VIEWS, type RowFilter } from '@nex/core';
import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { rootRoute } from '../../app/root-route.ts';

export const DATA_SET_TABS = ['rows', 'composition', 'card', 'versions', 'files'] as const;
export type DataSetTab = (typeof DATA_SET_TABS)[number];

export interface DataSetSearch extends RowFilter {
  tab?: DataSetTab;
  /** Default: the newest. */
  version?: number;
  /** The versions that are compared. */
  from?: number;
  to?: number;
}

export interface RowSearch {
  format?: string;
  view?: (typeof EXPORT_VIEWS)[number];
}

const text = (value: unknown) => {
  if (typeof value === 'number') return String(value);
  return typeof value === 'string' && value !== '' ? value : undefined;
};
const version = (value: unknown) =>
  typeof value === 'number' && Number.isInteger(value) && value > 0 ? value : undefined;

/** Without what is not there, so that addresses stay short. */
function known<T extends object>(values: T): T {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as T;
}

export const dataSetRoutes = [
  createRoute({
    getParentRoute: () => rootRoute,
    path: '/data-sets',
    validateSearch: ({ q }): { q?: string } => known({ q: text(q) }),
    component: lazyRouteComponent(() => import('./data-sets-page.tsx'), 'DataSetsPage'),
  }),
  createRoute({
    getParentRoute: () => rootRoute,
    path: '/data-sets/$dataSetId',
    validateSearch: (given): DataSetSearch =>
      known({
        tab: DATA_SET_TABS.find((tab) => tab === given['tab']),
        version: version(given['version']),
        from: version(given['from']),
        to: version(given['to']),
        q: text(given['q']),
        kept: (['true', 'false'] as const).find((kept) => kept === String(given['kept'])),
        reason: text(given['reason']),
        flag: text(given['flag']),
        difficulty: DIFFICULTIES.find((one) => one === given['difficulty']),
        language: text(given['language']),
        problemType: text(given['problemType']),
        persona: text(given['persona']),
      }),
    component: lazyRouteComponent(() => import('./data-set-page.tsx'), 'DataSetPage'),
  }),
  createRoute({
    getParentRoute: () => rootRoute,
    path: '/data-sets/$dataSetId/rows/$rowId',
    validateSearch: ({ format, view }): RowSearch =>
      known({ format: text(format), view: EXPORT_VIEWS.find((one) => one === view) }),
    component: lazyRouteComponent(() => import('./row/row-page.tsx'), 'RowPage'),
  }),
] as const;
