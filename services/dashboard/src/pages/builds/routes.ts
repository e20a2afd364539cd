import { BUILD_STATES, type Build } from '@nex/core';
import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { rootRoute } from '../../app/root-route.ts';

export interface BuildListSearch {
  state?: Build['state'];
  q?: string;
}

export const BUILD_TABS = ['overview', 'spread', 'trajectories', 'request'] as const;
export type BuildTab = (typeof BUILD_TABS)[number];
export const TRAJECTORY_VERDICTS = ['keep', 'flag', 'drop'] as const;

export interface BuildSearch {
  tab?: BuildTab;
  /** Which trajectories are listed. */
  verdict?: (typeof TRAJECTORY_VERDICTS)[number];
  reason?: string;
  /** The run whose verdicts are shown. */
  run?: string;
}

const text = (value: unknown) => (typeof value === 'string' && value !== '' ? value : undefined);

function oneOf<T extends string>(values: readonly T[], value: unknown): T | undefined {
  return values.find((one) => one === value);
}

export const buildRoutes = [
  createRoute({
    getParentRoute: () => rootRoute,
    path: '/builds',
    validateSearch: ({ state, q }): BuildListSearch => ({
      ...(oneOf(BUILD_STATES, state) && { state: oneOf(BUILD_STATES, state) }),
      ...(text(q) && { q: text(q) }),
    }),
    component: lazyRouteComponent(() => import('./builds-page.tsx'), 'BuildsPage'),
  }),
  createRoute({
    getParentRoute: () => rootRoute,
    path: '/builds/new',
    validateSearch: ({ framework }): { framework?: string } =>
      text(framework) ? { framework: text(framework) } : {},
    component: lazyRouteComponent(() => import('./new-build-page.tsx'), 'NewBuildPage'),
  }),
  createRoute({
    getParentRoute: () => rootRoute,
    path: '/builds/$buildId',
    validateSearch: ({ tab, verdict, reason, run }): BuildSearch => ({
      ...(oneOf(BUILD_TABS, tab) && { tab: oneOf(BUILD_TABS, tab) }),
      ...(oneOf(TRAJECTORY_VERDICTS, verdict) && { verdict: oneOf(TRAJECTORY_VERDICTS, verdict) }),
      ...(text(reason) && { reason: text(reason) }),
      ...(text(run) && { run: text(run) }),
    }),
    component: lazyRouteComponent(() => import('./build-page.tsx'), 'BuildPage'),
  }),
  createRoute({
    getParentRoute: () => rootRoute,
    path: '/builds/$buildId/review',
    validateSearch: ({ item }): { item?: string } => (text(item) ? { item: text(item) } : {}),
    component: lazyRouteComponent(() => import('./review/review-page.tsx'), 'ReviewPage'),
  }),
] as const;
