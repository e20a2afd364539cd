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
  return <ShareBars bars={bars} of={Math.max(asked, 1)} total={Math.max(asked, 1)} />;
}
