/**
 * Precision and recall of the checks. Each plant goes into each shape with several draws. A check is right when it
 * finds what was planted for it, and wrong when it finds anything in a clean trajectory, in a hard negative of any
 * check, or in one that holds the defect of another check, unless the plant says that it is a defect for both.
 */
import type { Trajectory } from '@nex/core';
import type { Check } from '../check.ts';
import type { Score } from '../gates.ts';
import { Reading } from '../reading.ts';
import { ToolSchemas } from '../tool-schemas.ts';
import { createDraw } from './draw.ts';
import { NEGATIVES } from './negatives/index.ts';
import type { Plant } from './plant.ts';
import { PLANTS } from './plants/index.ts';
import { SHAPES } from './shapes/index.ts';

export interface Specimen {
  /** `single agent / a call without a result / 3`. */
  name: string;
  trajectory: Trajectory;
  /** The check whose defect is in it. */
  defect?: string;
  /** Checks that may find something besides. */
  also: readonly string[];
}

/** Clean trajectories, hard negatives and defects, in that order, `draws` of each; the same ones every time. */
export function* specimens(draws: number): Generator<Specimen> {
  const also: readonly string[] = [];
  for (const { name, build } of SHAPES) {
    for (let seed = 0; seed < draws; seed += 1) {
      yield { name: `${name} / clean / ${seed}`, trajectory: build(createDraw(seed)), also };
    }
  }
  for (const plant of NEGATIVES) {
    for (const [name, trajectory] of planted(plant, draws)) yield { name, trajectory, also };
  }
  for (const plant of PLANTS) {
    for (const [name, trajectory] of planted(plant, draws)) {
      yield { name, trajectory, defect: plant.check, also: plant.also ?? also };
    }
  }
}

function* planted(plant: Plant, draws: number): Generator<[name: string, trajectory: Trajectory]> {
  for (const shape of SHAPES) {
    for (let seed = 0; seed < draws; seed += 1) {
      const draw = createDraw(1000 + seed);
      const trajectory = plant.plant(shape.build(draw), draw);
      if (trajectory !== undefined) yield [`${shape.name} / ${plant.name} / ${seed}`, trajectory];
    }
  }
}

export interface Miss {
  check: string;
  specimen: string;
  kind: 'missed' | 'false alarm';
  note: string;
}

/** Scores in the order of the checks, and every mistake by name. */
export function measureChecks(checks: readonly Check[], draws: number): { scores: Score[]; misses: Miss[] } {
  const tally = createTally(checks);
  const schemas = new ToolSchemas();
  for (const specimen of specimens(draws)) {
    const reading = new Reading(specimen.trajectory, schemas);
    for (const check of checks) {
      const { verdict, evidence } = check.judge(specimen.trajectory, reading);
      tally.count(check.name, specimen, verdict !== 'keep', evidence[0]?.note ?? '');
    }
  }
  return tally.result();
}

/** Keeps count of right and wrong findings of anything that has a name and a version. */
export function createTally(members: readonly { name: string; version: number }[]) {
  const counts = new Map(
    members.map(({ name }) => [name, { planted: 0, found: 0, falseAlarms: 0, clean: 0 }]),
  );
  const misses: Miss[] = [];
  return {
    count(
      name: string,
      { name: specimen, defect, also }: Omit<Specimen, 'trajectory'>,
      finds: boolean,
      note: string,
    ): void {
      const count = counts.get(name);
      if (count === undefined) return;
      if (defect === name) {
        count.planted += 1;
        if (finds) count.found += 1;
        else misses.push({ check: name, specimen, kind: 'missed', note });
      } else if (!also.includes(name)) {
        count.clean += 1;
        if (!finds) return;
        count.falseAlarms += 1;
        misses.push({ check: name, specimen, kind: 'false alarm', note });
      }
    },
    result(): { scores: Score[]; misses: Miss[] } {
      const scores = members.map(({ name, version }): Score => {
        const count = counts.get(name) ?? { planted: 0, found: 0, falseAlarms: 0, clean: 0 };
        const findings = count.found + count.falseAlarms;
        return {
          name,
          version,
          precision: findings === 0 ? 1 : rounded(count.found / findings),
          recall: count.planted === 0 ? 0 : rounded(count.found / count.planted),
          ...count,
        };
      });
      return { scores, misses };
    },
  };
}

/** Down, so that no score reaches the bar by rounding. */
function rounded(share: number): number {
  return Math.floor(share * 1000) / 1000;
}
