import type { ReactNode } from 'react';

/** One step of the way from the sentence to the row. */
export function Step({ title, children }: { title: string; children: ReactNode }) {
  return (
    <li className="relative">
      <span aria-hidden className="absolute top-1 -left-[21px] size-2 rounded-full bg-accent" />
      <h3 className="mb-0.5 text-xs font-medium text-faint">{title}</h3>
      {children}
    </li>
  );
}
