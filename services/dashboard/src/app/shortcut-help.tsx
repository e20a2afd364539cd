import { Dialog } from '../components/dialog.tsx';
import { texts } from '../texts/en.ts';
import { PAGES } from './pages.ts';

export function ShortcutHelp({ open, onClose }: { open: boolean; onClose(): void }) {
  const keys: [string[], string][] = [
    ...PAGES.map(({ key, label }): [string[], string] => [['g', key], label]),
    [['/'], texts.shortcuts.search],
    [['j', 'k'], texts.shortcuts.rows],
    [['?'], texts.shortcuts.help],
    [['Esc'], texts.shortcuts.close],
  ];
  return (
    <Dialog title={texts.shortcuts.title} open={open} onClose={onClose} width="max-w-sm">
      <dl className="grid grid-cols-[1fr_max-content] gap-y-1.5">
        {keys.map(([sequence, meaning]) => (
          <div key={meaning} className="contents">
            <dt>{meaning}</dt>
            <dd className="flex gap-1">
              {sequence.map((key) => (
                <kbd
                  key={key}
                  className="rounded border border-line-strong bg-sunken px-1.5 font-mono text-xs"
                >
                  {key}
                </kbd>
              ))}
            </dd>
          </div>
        ))}
      </dl>
    </Dialog>
  );
}
