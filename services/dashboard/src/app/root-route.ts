/** The frame around every page. Routes of pages name it as their parent. */
import { createRootRoute } from '@tanstack/react-router';
import { ErrorPage, NotFoundPage } from './fallback-pages.tsx';
import { Layout } from './layout.tsx';

export const rootRoute = createRootRoute({
  component: Layout,
  notFoundComponent: NotFoundPage,
  errorComponent: ErrorPage,
});
