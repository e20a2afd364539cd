import type { Funnel } from '@nex/core';
import { ShareBars } from '../../../components/share-bars.tsx';
import { texts } from '../../../texts/en.ts';

const words = texts.builds.funnel;

export function FunnelBars({ funnel }: { funnel: Funnel }) {
  const samples = funnel.queries.accepted === 0 ? 1 : funnel.runs.total / funnel.queries.accepted;
  const asked = Math.round(funnel.queries.requested * Math.max(1, samples));
  const bars = [
    { name: words.requested, count: asked },
    { name: words.accepted, count: Math.round(funnel.queries.accepted * Math.max(1, samples)) },
    { name: words.run, count: funnel.runs.completed },
    { name: words.kept, count: funnel.kept },
  ];
  return (
    <>
      <ShareBars bars={bars} of={Math.max(asked, 1)} total={Math.max(asked, 1)} />
      <Enhanced enhanced={funnel.queries.enhanced} />
    </>
  );
}

/** How often enhancers were applied, and why they were not. */
function Enhanced({ enhanced = {} }: { enhanced: Funnel['queries']['enhanced'] }) {
  const rows = Object.entries(enhanced).toSorted(([a], [b]) => a.localeCompare(b));
  if (rows.length === 0) return null;
  return (
    <>
      <h3 className="mt-3 mb-1 text-xs font-medium text-faint">{words.enhanced}</h3>
      <ul className="space-y-1">
        {rows.map(([name, { applied, otherwise }]) => (
          <li key={name} className="flex justify-between gap-3">
            <span>{name}</span>
            <span className="text-muted">{words.applied(applied, Object.entries(otherwise))}</span>
          </li>
        ))}
      </ul>
    </>
  );
}
