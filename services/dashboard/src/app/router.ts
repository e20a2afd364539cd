/** All routes. Each page's folder says its own; their components are loaded when they are first shown. */
import { createRouter } from '@tanstack/react-router';
import { buildRoutes } from '../pages/builds/routes.ts';
import { catalogueRoutes } from '../pages/catalogue/routes.ts';
import { dataSetRoutes } from '../pages/data-sets/routes.ts';
import { frameworkRoutes } from '../pages/frameworks/routes.ts';
import { homeRoutes } from '../pages/home/routes.ts';
import { runRoutes } from '../pages/runs/routes.ts';
import { settingsRoutes } from '../pages/settings/routes.ts';
import { PendingPage } from './fallback-pages.tsx';
import { rootRoute } from './root-route.ts';

const routeTree = rootRoute.addChildren([
  ...homeRoutes,
  ...frameworkRoutes,
  ...runRoutes,
  ...buildRoutes,
  ...dataSetRoutes,
  ...catalogueRoutes,
  ...settingsRoutes,
]);

export function createAppRouter() {
  return createRouter({
    routeTree,
    defaultPreload: 'intent',
    defaultPendingComponent: PendingPage,
    scrollRestoration: true,
  });
}

declare module '@tanstack/react-router' {
  interface Register {
    router: ReturnType<typeof createAppRouter>;
  }
}
