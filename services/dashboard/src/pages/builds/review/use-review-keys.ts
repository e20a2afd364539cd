import { useEffect, useRef } from 'react';

export interface ReviewKeys {
  next(): void;
  previous(): void;
  nextOpen(): void;
  accept(): void;
  reject(): void;
  edit(): void;
  editLast(): void;
}

/** In the order in which they are shown. */
export const REVIEW_KEYS: readonly (readonly [key: string, action: keyof ReviewKeys])[] = [
  ['j', 'next'],
  ['k', 'previous'],
  ['n', 'nextOpen'],
  ['a', 'accept'],
  ['r', 'reject'],
  ['e', 'edit'],
  ['u', 'editLast'],
];

/** Time after `g` in which a key goes to a page. */
const SEQUENCE_MS = 1_200;

/** Everywhere on the page but in fields. */
export function useReviewKeys(enabled: boolean, keys: ReviewKeys): void {
  const current = useRef(keys);
  current.current = keys;
  useEffect(() => {
    if (!enabled) return;
    let goUntilMs = 0;
    const onKey = (event: KeyboardEvent) => {
      const { target } = event;
      const typing =
        target instanceof HTMLElement && target.closest('input, textarea, select, [role="dialog"]') !== null;
      if (typing || event.ctrlKey || event.metaKey || event.altKey) return;
      if (event.key === 'g') goUntilMs = performance.now() + SEQUENCE_MS;
      else if (performance.now() < goUntilMs) goUntilMs = 0;
      else {
        const action = REVIEW_KEYS.find(([key]) => key === event.key)?.[1];
        if (action === undefined) return;
        event.preventDefault();
        current.current[action]();
      }
    };
    window.addEventListener('keydown', onKey);
    return () => window.removeEventListener('keydown', onKey);
  }, [enabled]);
}
