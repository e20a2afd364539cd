import { FRAMEWORK_STATES, type Framework } from '@nex/core';
import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { rootRoute } from '../../app/root-route.ts';

export interface FrameworkListSearch {
  state?: Framework['state'];
}

export const FRAMEWORK_TABS = ['graph', 'making', 'evidence', 'files', 'versions'] as const;
export type FrameworkTab = (typeof FRAMEWORK_TABS)[number];

export interface FrameworkSearch {
  tab?: FrameworkTab;
  /** The chosen node of the graph. */
  node?: string;
  /** The framework that this one is compared with. */
  against?: string;
}

const text = (value: unknown) => (typeof value === 'string' && value !== '' ? value : undefined);

export const frameworksRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/frameworks',
  validateSearch: ({ state }): FrameworkListSearch =>
    FRAMEWORK_STATES.includes(state as Framework['state']) ? { state: state as Framework['state'] } : {},
  component: lazyRouteComponent(() => import('./frameworks-page.tsx'), 'FrameworksPage'),
});

export const newFrameworkRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/frameworks/new',
  component: lazyRouteComponent(() => import('./new-framework-page.tsx'), 'NewFrameworkPage'),
});

export const batchesRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/frameworks/batches',
  component: lazyRouteComponent(() => import('./batches/batches-page.tsx'), 'BatchesPage'),
});

export const batchRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/frameworks/batches/$batchId',
  component: lazyRouteComponent(() => import('./batches/batch-page.tsx'), 'BatchPage'),
});

export const frameworkRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/frameworks/$frameworkId',
  validateSearch: ({ tab, node, against }): FrameworkSearch => ({
    ...(FRAMEWORK_TABS.includes(tab as FrameworkTab) && { tab: tab as FrameworkTab }),
    ...(text(node) && { node: text(node) }),
    ...(text(against) && { against: text(against) }),
  }),
  component: lazyRouteComponent(() => import('./framework-page.tsx'), 'FrameworkPage'),
});

export const frameworkRoutes = [
  frameworksRoute,
  newFrameworkRoute,
  batchesRoute,
  batchRoute,
  frameworkRoute,
] as const;
