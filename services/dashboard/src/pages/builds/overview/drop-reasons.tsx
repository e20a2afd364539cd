import type { Build } from '@nex/core';
import { useNavigate } from '@tanstack/react-router';
import { ShareBars } from '../../../components/share-bars.tsx';
import { texts } from '../../../texts/en.ts';

const words = texts.builds.drops;
const barsOf = (reasons: Record<string, number>) =>
  Object.entries(reasons)
    .map(([name, count]) => ({ name, count }))
    .toSorted((a, b) => b.count - a.count || a.name.localeCompare(b.name));

/** A click on a reason lists its trajectories. */
export function DropReasons({ build: { id, funnel, stages } }: { build: Build }) {
  const navigate = useNavigate();
  const show = (verdict: 'drop' | 'flag') => (reason: string) =>
    void navigate({
      to: '/builds/$buildId',
      params: { buildId: id },
      search: { tab: 'trajectories', verdict, reason },
    });
  const drops = barsOf(funnel.dropReasons);
  const flags = barsOf(funnel.flagReasons ?? {});
  const chosen = stages.some(({ name, state }) => name === 'filter' && state === 'done');
  return (
    <>
      {drops.length === 0 ? (
        <p className="text-muted">{chosen ? words.none : words.notYet}</p>
      ) : (
        <ShareBars
          bars={drops}
          of={Math.max(funnel.dropped, 1)}
          tone="bad"
          onPick={show('drop')}
          pickLabel={words.show}
        />
      )}
      {flags.length > 0 && (
        <>
          <h3 className="mt-3 mb-1 text-xs font-medium text-faint">{words.flags}</h3>
          <ShareBars
            bars={flags}
            of={Math.max(funnel.kept, 1)}
            total={Math.max(funnel.kept, 1)}
            tone="warn"
            onPick={show('flag')}
            pickLabel={words.show}
          />
        </>
      )}
    </>
  );
}
