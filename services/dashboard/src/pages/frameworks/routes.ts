import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { rootRoute } from '../../app/root-route.ts';

export const frameworkRoutes = [
  createRoute({
    getParentRoute: () => rootRoute,
    path: '/frameworks',
    component: lazyRouteComponent(() => import('./frameworks-page.tsx'), 'FrameworksPage'),
  }),
] as const;
