import type { ReviewItem } from '@nex/core';
import clsx from 'clsx';
import { Check, Circle, X } from 'lucide-react';
import { useEffect, useRef } from 'react';
import { texts } from '../../../texts/en.ts';
import { standing } from './review-order.ts';

const words = texts.builds.review;

export interface ReviewListProps {
  items: readonly ReviewItem[];
  place: number;
  decided: { accepted: number; rejected: number };
  onChoose(place: number): void;
}

/** At most a thousand items, each one line. */
export function ReviewList({ items, place, decided, onChoose }: ReviewListProps) {
  const chosen = useRef<HTMLButtonElement>(null);
  // The chosen button is another one when the place is
  useEffect(() => {
    const button = chosen.current;
    // Newer browsers give a promise back, which is no clean-up.
    if (button) button.scrollIntoView({ block: 'nearest' });
  }, [place]);
  return (
    <nav aria-label={words.items} className="flex w-80 shrink-0 flex-col border-r bg-surface">
      <p className="border-b px-3 py-2 text-muted">
        <span className="text-good">
          {decided.accepted} {words.accepted}
        </span>{' '}
        ·{' '}
        <span className="text-bad">
          {decided.rejected} {words.rejected}
        </span>
      </p>
      <ol className="min-h-0 flex-1 overflow-auto py-1">
        {items.map((item, at) => (
          <li key={item.id}>
            <button
              ref={at === place ? chosen : undefined}
              type="button"
              aria-current={at === place}
              onClick={() => onChoose(at)}
              className={clsx(
                'flex w-full items-center gap-2 px-3 py-1.5 text-left',
                at === place ? 'bg-accent-soft' : 'hover:bg-sunken',
              )}
            >
              <Mark item={item} />
              <span className="min-w-0 flex-1 truncate">{item.query}</span>
              {item.kind === 'run' && item.verdicts.length > 0 && (
                <span className="shrink-0 rounded bg-warn-soft px-1 text-xs text-warn">
                  {item.verdicts.length}
                </span>
              )}
            </button>
          </li>
        ))}
      </ol>
    </nav>
  );
}

function Mark({ item }: { item: ReviewItem }) {
  const decision = standing(item)?.decision;
  if (decision === 'accept')
    return <Check aria-label={words.accepted} className="size-3.5 shrink-0 text-good" />;
  if (decision === 'reject') return <X aria-label={words.rejected} className="size-3.5 shrink-0 text-bad" />;
  return <Circle aria-label={words.undecided} className="size-3.5 shrink-0 text-faint" />;
}
