import { Check, ChevronDown, ChevronUp, Pencil, X } from 'lucide-react';
import { Button } from '../../../components/button.tsx';
import { texts } from '../../../texts/en.ts';
import { REVIEW_KEYS } from './use-review-keys.ts';
import type { Reviewer } from './use-reviewer.ts';

const words = texts.builds.review;

export interface DecisionBarProps {
  by: Reviewer;
  /** A decision can be given now. */
  enabled: boolean;
  open: boolean;
  onAccept(): void;
  onReject(): void;
  onEdit(): void;
  onNext(): void;
  onPrevious(): void;
}

/** The decisions as buttons, the keys that mean the same, and who decides. */
export function DecisionBar({ by, enabled, open, ...on }: DecisionBarProps) {
  const actions = [
    [words.accept, on.onAccept, Check, !enabled],
    [words.reject, on.onReject, X, !enabled],
    [words.edit, on.onEdit, Pencil, !enabled],
    [words.previous, on.onPrevious, ChevronUp, false],
    [words.next, on.onNext, ChevronDown, false],
  ] as const;
  return (
    <footer className="flex shrink-0 flex-wrap items-center gap-x-4 gap-y-2 border-t bg-surface px-4 py-2.5">
      <div className="flex gap-1.5">
        {actions.map(([label, act, Icon, disabled]) => (
          <Button key={label} onClick={act} disabled={disabled}>
            <Icon aria-hidden />
            {label}
          </Button>
        ))}
      </div>
      <label className="flex items-center gap-2 text-muted" title={words.byHint}>
        {words.by}
        <input
          value={by.typed}
          onChange={({ target }) => by.rename(target.value)}
          maxLength={200}
          className="h-7 w-36 rounded border border-line-strong bg-surface px-2 text-ink"
        />
        {open && by.name === '' && <span className="text-warn">{words.needName}</span>}
      </label>
      <dl className="ml-auto flex flex-wrap gap-x-3 gap-y-1 text-xs text-muted">
        {REVIEW_KEYS.map(([key, action]) => (
          <div key={key} className="flex items-center gap-1">
            <dt>
              <kbd className="rounded border border-line-strong bg-sunken px-1.5 font-mono">{key}</kbd>
            </dt>
            <dd>{words[action]}</dd>
          </div>
        ))}
      </dl>
    </footer>
  );
}
