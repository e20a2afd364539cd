import type { RowFacets, RowFilter } from '@nex/core';
import { X } from 'lucide-react';
import { ShareBars } from '../../../components/share-bars.tsx';
import { texts } from '../../../texts/en.ts';

const words = texts.dataSets.rows;
const FACETS = ['difficulty', 'language', 'reason', 'flag', 'problemType'] as const;
const CHOSEN = [...FACETS, 'persona'] as const;

export interface FacetPanelProps {
  facets: RowFacets;
  filter: RowFilter;
  onNarrow(change: Partial<RowFilter>): void;
}

/** Counts of what was found; a click keeps the rows of one kind. */
export function FacetPanel({ facets, filter, onNarrow }: FacetPanelProps) {
  return (
    <aside
      aria-label={words.facets}
      // A region that scrolls must be reachable by keys.
      tabIndex={0}
      className="w-68 shrink-0 space-y-4 overflow-auto border-l bg-surface p-3 max-lg:hidden"
    >
      {FACETS.map((facet) => {
        const bars = Object.entries(facets[facet])
          .map(([name, count]) => ({ name, count, label: name.split(' › ').at(-1) }))
          .toSorted((a, b) => b.count - a.count || a.name.localeCompare(b.name));
        if (bars.length === 0 || filter[facet] !== undefined) return null;
        return (
          <section key={facet}>
            <h2 className="mb-1 text-xs font-medium text-faint">{words[facet]}</h2>
            <ShareBars
              bars={bars.slice(0, 40)}
              total={facets.rows}
              tone={facet === 'reason' ? 'bad' : facet === 'flag' ? 'warn' : 'accent'}
              onPick={(name) => onNarrow({ [facet]: name })}
            />
          </section>
        );
      })}
    </aside>
  );
}

/** What was chosen, to be taken back. */
export function ChosenFacets({ filter, onNarrow }: Omit<FacetPanelProps, 'facets'>) {
  return CHOSEN.map((facet) => {
    const value = filter[facet];
    if (value === undefined) return null;
    const name = facet === 'persona' ? value : `${words[facet]}: ${value}`;
    return (
      <button
        key={facet}
        type="button"
        aria-label={words.remove(name)}
        onClick={() => onNarrow({ [facet]: undefined })}
        className="inline-flex h-6 max-w-72 items-center gap-1 rounded bg-accent-soft px-2 text-xs font-medium text-accent hover:bg-sunken"
      >
        <span className="truncate">{name}</span>
        <X aria-hidden className="size-3 shrink-0" />
      </button>
    );
  });
}
