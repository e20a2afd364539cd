import { Link } from '@tanstack/react-router';
import { Keyboard, LogOut } from 'lucide-react';
import { useApi } from '../api/api-provider.tsx';
import { IconButton } from '../components/button.tsx';
import { texts } from '../texts/en.ts';
import { PAGES } from './pages.ts';
import { ThemeSwitch } from './theme-switch.tsx';

export function Navigation({ onHelp }: { onHelp(): void }) {
  const { hasKey, signOut } = useApi();
  return (
    <nav
      aria-label={texts.common.navigation}
      className="flex w-44 shrink-0 flex-col border-r bg-surface max-lg:w-12"
    >
      <Link to="/" className="flex h-12 items-center gap-2 px-3.5 font-semibold">
        <img src="/icon.svg" alt="" className="size-5" />
        <span className="max-lg:sr-only">{texts.common.product}</span>
      </Link>
      <ul className="flex-1 space-y-px px-2">
        {PAGES.map(({ label, to, icon: Icon, key }) => (
          <li key={to}>
            <Link
              to={to}
              title={`${label} (g ${key})`}
              activeOptions={{ exact: to === '/' }}
              className="flex h-8 items-center gap-2.5 rounded px-2 text-muted hover:bg-sunken hover:text-ink data-[status=active]:bg-accent-soft data-[status=active]:font-medium data-[status=active]:text-accent"
            >
              <Icon aria-hidden className="size-4 shrink-0" />
              <span className="max-lg:sr-only">{label}</span>
            </Link>
          </li>
        ))}
      </ul>
      <div className="flex flex-wrap items-center gap-0.5 border-t p-2">
        <ThemeSwitch />
        <IconButton label={texts.shortcuts.title} onClick={onHelp}>
          <Keyboard aria-hidden />
        </IconButton>
        {hasKey && (
          <IconButton label={texts.signIn.out} onClick={signOut}>
            <LogOut aria-hidden />
          </IconButton>
        )}
      </div>
    </nav>
  );
}
