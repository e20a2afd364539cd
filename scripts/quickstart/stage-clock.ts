/** The quickstart's own stages with their times. */
import { duration, tableLines } from '@nex/cli';

export interface StageClock {
  /** Ends the stage that runs and begins one of this name. */
  begin(name: string): void;
  /** Ends the stage that runs. */
  end(): void;
  lines(): string[];
}

/** `before`: stages that ran before this process did. */
export function createStageClock(before: readonly { name: string; ms: number }[]): StageClock {
  const stages = [...before];
  let running: { name: string; since: number } | undefined;
  const end = () => {
    if (running) stages.push({ name: running.name, ms: performance.now() - running.since });
    running = undefined;
  };
  return {
    begin(name) {
      end();
      running = { name, since: performance.now() };
    },
    end,
    lines() {
      const total = stages.reduce((sum, stage) => sum + stage.ms, 0);
      const rows = [...stages, { name: 'together', ms: total }];
      return tableLines(
        ['Times', ''],
        rows.map(({ name, ms }) => [`  ${name}`, duration(ms)]),
      );
    },
  };
}
