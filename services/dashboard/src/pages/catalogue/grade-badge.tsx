import type { CatalogueServer } from '@nex/core';
import { Badge, type Tone } from '../../components/badge.tsx';
import { texts } from '../../texts/en.ts';

const TONES: Record<string, Tone> = { A: 'good', B: 'good', C: 'warn', D: 'warn', F: 'bad' };

export function GradeBadge({ probe }: Pick<CatalogueServer, 'probe'>) {
  if (probe === undefined) return <span className="text-faint">{texts.catalogue.noProbe}</span>;
  const { grade, reasons, current } = probe;
  return (
    <span title={reasons.join(', ').replaceAll('_', ' ')} className="inline-flex gap-1">
      <Badge tone={TONES[grade] ?? 'neutral'}>{grade}</Badge>
      {!current && <Badge tone="warn">{texts.catalogue.stale}</Badge>}
    </span>
  );
}
