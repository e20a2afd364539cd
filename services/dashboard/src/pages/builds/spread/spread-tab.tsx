/** What the queries of a build are spread over. */
import type { Build, BuildComposition } from '@nex/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useClient } from '../../../api/api-provider.tsx';
import { queryKeys } from '../../../api/query-keys.ts';
import { Segments } from '../../../components/fields.tsx';
import { Panel } from '../../../components/panel.tsx';
import { ShareBars } from '../../../components/share-bars.tsx';
import { QueryView } from '../../../components/states.tsx';
import { formatCount } from '../../../format/numbers.ts';
import { texts } from '../../../texts/en.ts';
import { hasEnded } from '../current-stage.ts';
import { ProblemTypeList } from './problem-type-list.tsx';
import { ProblemTypeSunburst } from './problem-type-sunburst.tsx';

const words = texts.builds.spread;

export function SpreadTab({ build }: { build: Build }) {
  const client = useClient();
  const query = useQuery({
    queryKey: [...queryKeys.builds.one(build.id), 'composition'],
    queryFn: ({ signal }) => client.builds.composition(build.id, { signal }),
    refetchInterval: hasEnded(build) ? false : 5_000,
  });
  return <QueryView query={query}>{(composition) => <Spread composition={composition} />}</QueryView>;
}

function Spread({ composition }: { composition: BuildComposition }) {
  const [view, setView] = useState('picture');
  const { tree, difficulty, language, persona, personas } = composition;
  const bars = (shares: BuildComposition['persona']) =>
    shares.map(({ name, queries, kept }) => ({
      name,
      count: queries,
      note: `${formatCount(kept)} ${words.kept}`,
    }));
  return (
    <div className="grid min-h-0 flex-1 content-start gap-3 overflow-auto p-3 xl:grid-cols-[3fr_2fr]">
      <Panel
        title={words.tree}
        className="xl:row-span-3"
        actions={
          tree.length > 0 && (
            <Segments
              label={words.tree}
              value={view}
              onChange={setView}
              options={[
                { value: 'picture', label: words.picture },
                { value: 'list', label: words.list },
              ]}
            />
          )
        }
      >
        {tree.length === 0 && <p className="text-muted">{words.noTree}</p>}
        {tree.length > 0 &&
          (view === 'picture' ? <ProblemTypeSunburst tree={tree} /> : <ProblemTypeList tree={tree} />)}
      </Panel>
      <Panel title={words.difficulty}>
        {difficulty.length === 0 ? (
          <p className="text-muted">{words.empty}</p>
        ) : (
          <ShareBars bars={bars(difficulty)} />
        )}
      </Panel>
      <Panel title={words.language}>
        <ShareBars bars={bars(language)} />
      </Panel>
      <Panel title={`${words.persona} · ${words.personaCount(formatCount(personas))}`}>
        <div
          className="max-h-80 overflow-auto"
          // A region that scrolls must be reachable by keys.
          tabIndex={0}
          role="region"
          aria-label={words.persona}
        >
          <ShareBars bars={bars(persona)} />
        </div>
      </Panel>
    </div>
  );
}
