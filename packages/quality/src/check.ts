/**
 * A check: a pure judgement over a whole trajectory. It never edits, never throws and never asks anyone; the same
 * trajectory gets the same verdict for as long as the version stands. Whoever changes what a check drops raises
 * its version.
 */
import type { Trajectory, Verdict } from '@nex/core';
import type { ToolSchemas } from './tool-schemas.ts';

export interface Check {
  readonly name: string;
  /** Raised with every change of what is kept or dropped. */
  readonly version: number;
  /** What it drops and what it tolerates, for the data set's card. */
  readonly description: string;
  /** Every reason that a verdict of this check may carry. */
  readonly reasons: readonly string[];
  /** `schemas` only saves compiling tool schemas again; the verdict does not depend on what it holds. */
  judge(trajectory: Trajectory, schemas?: ToolSchemas): Verdict;
}

/** A place in a trajectory and what is wrong there, with the reason it counts under. */
export interface Finding {
  reason: string;
  runId: string;
  /** Index into the run's messages; 0 where the fault is the run's as a whole. */
  messageIndex: number;
  note: string;
}

export interface CheckSpec {
  name: string;
  version: number;
  description: string;
  reasons: readonly string[];
  /** Findings in the order of the trajectory. None: the trajectory is kept. */
  find(trajectory: Trajectory, schemas?: ToolSchemas): Iterable<Finding>;
}

const MAX_EVIDENCE = 20;
const MAX_NOTE_CHARS = 240;

/** Makes a check that drops on any finding. The verdict's reason is the first finding's; evidence is capped at 20. */
export function defineCheck(spec: CheckSpec): Check {
  const { name, version, description, reasons } = spec;
  return {
    name,
    version,
    description,
    reasons,
    judge(trajectory, schemas) {
      const evidence: Verdict['evidence'] = [];
      let reason = '';
      for (const finding of spec.find(trajectory, schemas)) {
        reason ||= finding.reason;
        evidence.push({
          runId: finding.runId,
          messageIndex: finding.messageIndex,
          note: clip(finding.note, MAX_NOTE_CHARS),
        });
        if (evidence.length === MAX_EVIDENCE) break;
      }
      return { check: name, version, verdict: evidence.length > 0 ? 'drop' : 'keep', reason, evidence };
    },
  };
}

/** Cuts text to a length for a note, without splitting a surrogate pair. */
export function clip(text: string, maxChars: number): string {
  return text.length <= maxChars ? text : `${text.slice(0, maxChars - 1).toWellFormed()}…`;
}
