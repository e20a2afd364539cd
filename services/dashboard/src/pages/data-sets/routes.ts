import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { rootRoute } from '../../app/root-route.ts';

export const dataSetRoutes = [
  createRoute({
    getParentRoute: () => rootRoute,
    path: '/data-sets',
    component: lazyRouteComponent(() => import('./data-sets-page.tsx'), 'DataSetsPage'),
  }),
] as const;
