import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { rootRoute } from '../../app/root-route.ts';

export const buildRoutes = [
  createRoute({
    getParentRoute: () => rootRoute,
    path: '/builds',
    component: lazyRouteComponent(() => import('./builds-page.tsx'), 'BuildsPage'),
  }),
] as const;
