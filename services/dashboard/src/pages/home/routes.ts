import { ACTIVITY_SPANS, type ActivitySpan } from '@nex/core';
import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { rootRoute } from '../../app/root-route.ts';

export interface HomeSearch {
  span?: ActivitySpan;
}

export const homeRoutes = [
  createRoute({
    getParentRoute: () => rootRoute,
    path: '/',
    validateSearch: ({ span }): HomeSearch =>
      typeof span === 'string' && span in ACTIVITY_SPANS ? { span: span as ActivitySpan } : {},
    component: lazyRouteComponent(() => import('./home-page.tsx'), 'HomePage'),
  }),
] as const;
