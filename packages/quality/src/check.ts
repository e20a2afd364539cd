/**
 * A check: a pure judgement over a whole trajectory. It never edits, never throws and never asks anyone; the same
 * trajectory gets the same verdict for as long as the version stands. Whoever changes what a check drops raises
 * its version.
 */
import type { Trajectory, Verdict } from '@nex/core';
import { Reading } from './reading.ts';

export interface Check {
  readonly name: string;
  /** Raised with every change of what is kept or dropped. */
  readonly version: number;
  /** What it drops and what it tolerates, for the data set's card. */
  readonly description: string;
  /** Every reason that a verdict of this check may carry. */
  readonly reasons: readonly string[];
  /** What a finding makes of a trajectory. */
  readonly severity: Severity;
  /** `reading` must be of this trajectory. It only saves work; the verdict does not depend on it. */
  judge(trajectory: Trajectory, reading?: Reading): Verdict;
}

/** `drop` keeps a trajectory out of a data set, `flag` only says so. */
export type Severity = 'drop' | 'flag';

/** A place in a trajectory and what is wrong there, with the reason it counts under. */
export interface Finding {
  reason: string;
  runId: string;
  /** Index into the run's messages; 0 where the fault is the run's as a whole, `EARLIER_INDEX` in a conversation before a compaction. */
  messageIndex: number;
  note: string;
}

export interface CheckSpec {
  name: string;
  version: number;
  description: string;
  reasons: readonly string[];
  /** Default `drop`. */
  severity?: Severity;
  /** Findings in the order of the trajectory. None: the trajectory is kept. */
  find(trajectory: Trajectory, reading: Reading): Iterable<Finding>;
}

const MAX_EVIDENCE = 20;
const MAX_NOTE_CHARS = 240;

/** Makes a check that drops, or flags, on any finding. The verdict's reason is the first finding's; evidence is capped at 20. */
export function defineCheck(spec: CheckSpec): Check {
  const { name, version, description, reasons, severity = 'drop' } = spec;
  return {
    name,
    version,
    description,
    reasons,
    severity,
    judge(trajectory, reading = new Reading(trajectory)) {
      const evidence: Verdict['evidence'] = [];
      let reason = '';
      for (const finding of spec.find(trajectory, reading)) {
        reason ||= finding.reason;
        evidence.push({
          runId: finding.runId,
          messageIndex: finding.messageIndex,
          note: clip(finding.note, MAX_NOTE_CHARS),
        });
        if (evidence.length === MAX_EVIDENCE) break;
      }
      return { check: name, version, verdict: evidence.length > 0 ? severity : 'keep', reason, evidence };
    },
  };
}

/** Cuts text to a length for a note, without splitting a surrogate pair. */
export function clip(text: string, maxChars: number): string {
  return text.length <= maxChars ? text : `${text.slice(0, maxChars - 1).toWellFormed()}…`;
}
