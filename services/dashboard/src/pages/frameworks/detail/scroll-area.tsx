import type { ReactNode } from 'react';

/** The scrolling body of a tab; reached by keys. */
export function ScrollArea({ label, children }: { label: string; children: ReactNode }) {
  return (
    <div
      role="region"
      aria-label={label}
      // A region that scrolls must be reachable by keys.
      tabIndex={0}
      className="min-h-0 flex-1 overflow-auto p-4 outline-offset-[-2px]"
    >
      {children}
    </div>
  );
}
