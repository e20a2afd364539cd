/** Where the faults of a simulation lie, and so at which stage the next round begins. */
import { FrameworkRepair, REPAIR_LEVELS } from '@nex/core';
import * as z from 'zod';
import { attribute } from '../simulation/attribute.ts';
import type { SimulationReport } from '../simulation/report.ts';
import { defineStep } from './step.ts';

export interface RepairInput {
  report: SimulationReport;
  entry: string;
  /** What earlier rounds mended. */
  earlier: FrameworkRepair[];
  passRate: number;
  round: number;
}

export const repair = defineStep({
  name: 'repair',
  version: 1,
  output: z.object({ repairs: z.array(FrameworkRepair) }),
  run({ report, entry, earlier, passRate, round }: RepairInput, context) {
    const tried = new Map<string, (typeof REPAIR_LEVELS)[number]>();
    for (const one of earlier) {
      const known = tried.get(one.agent);
      if (!known || REPAIR_LEVELS.indexOf(one.level) > REPAIR_LEVELS.indexOf(known)) {
        tried.set(one.agent, one.level);
      }
    }
    const repairs = attribute(report, { entry, tried, passRate }).map((one) => ({ round, ...one }));
    context.note(repairs.map(({ agent, level }) => `${agent}: ${level}`).join(', ') || 'nothing to mend');
    return Promise.resolve({ repairs });
  },
});
