import { Monitor, Moon, Sun } from 'lucide-react';
import { IconButton } from '../components/button.tsx';
import { texts } from '../texts/en.ts';
import { type ThemeChoice, useTheme } from './theme.tsx';

const NEXT: Record<ThemeChoice, ThemeChoice> = { system: 'light', light: 'dark', dark: 'system' };
const ICONS = { system: Monitor, light: Sun, dark: Moon };

/** Goes from the system's theme over light to dark and back. */
export function ThemeSwitch() {
  const { choice, choose } = useTheme();
  const Icon = ICONS[choice];
  return (
    <IconButton label={texts.theme[choice]} onClick={() => choose(NEXT[choice])}>
      <Icon aria-hidden />
    </IconButton>
  );
}
