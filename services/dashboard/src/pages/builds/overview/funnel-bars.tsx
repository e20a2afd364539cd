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
      <Enhanced queries={funnel.queries} />
    </>
  );
}

/** What enhancers did to accepted queries, and why they did not. */
function Enhanced({ queries: { accepted, enhanced = {} } }: { queries: Funnel['queries'] }) {
  const rows = Object.entries(enhanced).toSorted(([a], [b]) => a.localeCompare(b));
  if (rows.length === 0) return null;
  const bars = rows.map(([name, { applied }]) => ({ name, count: applied }));
  const not = rows.flatMap(([name, { otherwise }]) =>
    Object.entries(otherwise).map(([reason, count]) => words.notEnhanced(name, reason, count)),
  );
  return (
    <>
      <h3 className="mt-3 mb-1 text-xs font-medium text-faint">{words.enhanced}</h3>
      <ShareBars bars={bars} of={Math.max(accepted, 1)} total={Math.max(accepted, 1)} />
      {not.length > 0 && <p className="mt-1 text-xs text-muted">{not.join('; ')}</p>}
    </>
  );
}
