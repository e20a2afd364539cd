import type { Build } from '@nex/core';
import { Panel } from '../../../components/panel.tsx';
import { texts } from '../../../texts/en.ts';
import { DropReasons } from './drop-reasons.tsx';
import { EconomyTable } from './economy-table.tsx';
import { FunnelBars } from './funnel-bars.tsx';
import { StageTable } from './stage-table.tsx';

export function OverviewTab({ build }: { build: Build }) {
  return (
    <section
      aria-label={texts.builds.tabs.overview}
      // A region that scrolls must be reachable by keys.
      tabIndex={0}
      className="grid content-start outline-offset-[-2px] gap-3 overflow-auto p-3 xl:grid-cols-[3fr_2fr]"
    >
      <Panel title={texts.builds.stages.title} bodyClass="">
        <StageTable build={build} />
      </Panel>
      <Panel title={texts.builds.drops.title}>
        <DropReasons build={build} />
      </Panel>
      <Panel title={texts.builds.funnel.title}>
        <FunnelBars funnel={build.funnel} />
      </Panel>
      <Panel title={texts.builds.economy.title} bodyClass="">
        <EconomyTable build={build} />
      </Panel>
    </section>
  );
}
