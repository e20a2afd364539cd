import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { rootRoute } from '../../app/root-route.ts';

export const SETTINGS_TABS = ['general', 'keys', 'tenants', 'secrets', 'webhooks', 'audit'] as const;
export type SettingsTab = (typeof SETTINGS_TABS)[number];
export const AUDIT_SPANS = ['hour', 'day', 'week'] as const;

export interface SettingsSearch {
  tab?: SettingsTab;
  /** What the audit log is narrowed down to. */
  actor?: string;
  operation?: string;
  resource?: string;
  since?: (typeof AUDIT_SPANS)[number];
}

const text = (value: unknown) => (typeof value === 'string' && value !== '' ? value : undefined);

export const settingsRoutes = [
  createRoute({
    getParentRoute: () => rootRoute,
    path: '/settings',
    validateSearch: ({ tab, actor, operation, resource, since }): SettingsSearch =>
      Object.fromEntries(
        Object.entries({
          tab: SETTINGS_TABS.find((one) => one === tab),
          actor: text(actor),
          operation: text(operation),
          resource: text(resource),
          since: AUDIT_SPANS.find((one) => one === since),
        }).filter(([, value]) => value !== undefined),
      ),
    component: lazyRouteComponent(() => import('./settings-page.tsx'), 'SettingsPage'),
  }),
] as const;
