/** A defect, or something that only looks like one, put into a good trajectory. */
import type { Trajectory } from '@nex/core';
import type { Draw } from './draw.ts';

export interface Plant {
  name: string;
  /** The check that must find it, or that must not be fooled by it. */
  check: string;
  /** Other checks that may rightly find it, too. */
  also?: readonly string[];
  /** `undefined` where the trajectory has no place for it. */
  plant(trajectory: Trajectory, draw: Draw): Trajectory | undefined;
}
