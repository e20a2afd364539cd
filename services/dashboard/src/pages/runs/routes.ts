import { RUN_STATES, type RunState } from '@nex/core';
import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { rootRoute } from '../../app/root-route.ts';

export interface RunListSearch {
  state?: RunState;
}

export interface RunSearch {
  view?: 'trace' | 'conversation';
  /** The chosen line of the trace. */
  at?: string;
  /** The run whose conversation is shown. */
  agent?: string;
}

export interface CompareSearch {
  left?: string;
  right?: string;
}

const text = (value: unknown) => (typeof value === 'string' && value !== '' ? value : undefined);

export const runsRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/runs',
  validateSearch: ({ state }): RunListSearch =>
    RUN_STATES.includes(state as RunState) ? { state: state as RunState } : {},
  component: lazyRouteComponent(() => import('./runs-page.tsx'), 'RunsPage'),
});

export const compareRunsRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/runs/compare',
  validateSearch: ({ left, right }): CompareSearch => ({
    ...(text(left) && { left: text(left) }),
    ...(text(right) && { right: text(right) }),
  }),
  component: lazyRouteComponent(() => import('./compare/compare-page.tsx'), 'ComparePage'),
});

export const runRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/runs/$runId',
  validateSearch: ({ view, at, agent }): RunSearch => ({
    ...(view === 'conversation' && { view }),
    ...(text(at) && { at: text(at) }),
    ...(text(agent) && { agent: text(agent) }),
  }),
  component: lazyRouteComponent(() => import('./run-page.tsx'), 'RunPage'),
});

export const runRoutes = [runsRoute, compareRunsRoute, runRoute] as const;
