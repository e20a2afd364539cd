import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { rootRoute } from '../../app/root-route.ts';

export interface CatalogueSearch {
  q?: string;
  grade?: string;
}

const text = (value: unknown) => (typeof value === 'string' && value !== '' ? value : undefined);

export const catalogueRoutes = [
  createRoute({
    getParentRoute: () => rootRoute,
    path: '/catalogue',
    validateSearch: ({ q, grade }): CatalogueSearch => ({
      ...(text(q) && { q: text(q) }),
      ...(text(grade) && { grade: text(grade) }),
    }),
    component: lazyRouteComponent(() => import('./catalogue-page.tsx'), 'CataloguePage'),
  }),
  createRoute({
    getParentRoute: () => rootRoute,
    path: '/catalogue/$server',
    validateSearch: ({ tool }): { tool?: string } => (text(tool) ? { tool: text(tool) } : {}),
    component: lazyRouteComponent(() => import('./server-page.tsx'), 'ServerPage'),
  }),
] as const;
