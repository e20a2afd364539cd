import { Outlet } from '@tanstack/react-router';
import { Suspense, useState } from 'react';
import { useApi } from '../api/api-provider.tsx';
import { texts } from '../texts/en.ts';
import { PendingPage } from './fallback-pages.tsx';
import { Navigation } from './navigation.tsx';
import { ShortcutHelp } from './shortcut-help.tsx';
import { SignIn } from './sign-in.tsx';
import { useShortcuts } from './use-shortcuts.ts';

/** Navigation at the left, the page at the right; the sign-in in the place of both while the API refuses to answer. */
export function Layout() {
  const { signedOut } = useApi();
  const [helpOpen, setHelpOpen] = useState(false);
  useShortcuts(() => setHelpOpen(true));
  if (signedOut) return <SignIn />;
  return (
    <div className="flex h-full">
      <a
        href="#main"
        className="sr-only z-50 rounded bg-accent px-3 py-1.5 text-on-accent focus:not-sr-only focus:fixed focus:top-2 focus:left-2"
      >
        {texts.common.skipToContent}
      </a>
      <Navigation onHelp={() => setHelpOpen(true)} />
      <main id="main" tabIndex={-1} className="flex min-w-0 flex-1 flex-col overflow-hidden outline-none">
        <Suspense fallback={<PendingPage />}>
          <Outlet />
        </Suspense>
      </main>
      <ShortcutHelp open={helpOpen} onClose={() => setHelpOpen(false)} />
    </div>
  );
}
