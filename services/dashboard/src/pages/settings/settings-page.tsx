import { useNavigate, useSearch } from '@tanstack/react-router';
import { PageHeader } from '../../components/page-header.tsx';
import { Tabs } from '../../components/tabs.tsx';
import { texts } from '../../texts/en.ts';
import { AuditTab } from './audit/audit-tab.tsx';
import { GeneralTab } from './general/general-tab.tsx';
import { KeysTab } from './keys/keys-tab.tsx';
import type { SettingsTab } from './routes.ts';
import { SecretsTab } from './secrets/secrets-tab.tsx';
import { TenantsTab } from './tenants/tenants-tab.tsx';
import { WebhooksTab } from './webhooks/webhooks-tab.tsx';

const words = texts.settings;

export function SettingsPage() {
  const { tab = 'general' } = useSearch({ from: '/settings' });
  const navigate = useNavigate();
  return (
    <div className="flex h-full min-h-0 flex-col">
      <PageHeader title={texts.pages.settings} />
      <Tabs
        label={words.parts}
        value={tab}
        onChange={(next) =>
          void navigate({ to: '/settings', search: next === 'general' ? {} : { tab: next as SettingsTab } })
        }
        tabs={[
          { id: 'general', label: words.tabs.general, content: () => <GeneralTab /> },
          { id: 'keys', label: words.tabs.keys, content: () => <KeysTab /> },
          { id: 'tenants', label: words.tabs.tenants, content: () => <TenantsTab /> },
          { id: 'secrets', label: words.tabs.secrets, content: () => <SecretsTab /> },
          { id: 'webhooks', label: words.tabs.webhooks, content: () => <WebhooksTab /> },
          { id: 'audit', label: words.tabs.audit, content: () => <AuditTab /> },
        ]}
      />
    </div>
  );
}
