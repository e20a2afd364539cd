/**
 * How good a server is for making training data. A grade is the worst that any of its reasons allows; without a reason
 * it is A. The table is closed: what is not in it does not count.
 */
export const GRADES = ['A', 'B', 'C', 'D', 'F'] as const;
export type Grade = (typeof GRADES)[number];

export interface GradeReason {
  /** The best grade that a server with this reason can have. */
  grade: Grade;
  meaning: string;
}

export const GRADE_REASONS = {
  slow_start: { grade: 'B', meaning: 'it takes more than 10 s to start' },
  heavy: { grade: 'B', meaning: 'its processes hold more than 200 MB' },
  noise_on_stdout: { grade: 'B', meaning: 'it writes lines to stdout that are no messages' },
  irregular_errors: { grade: 'B', meaning: 'it answers invalid arguments with an error of the protocol' },
  not_repeatable_results: { grade: 'B', meaning: 'some tools answer differently on equal state' },
  some_tools_unproved: {
    grade: 'B',
    meaning: 'some of the tools that are offered did not answer with a success',
  },
  accepts_invalid: { grade: 'B', meaning: 'it accepts arguments that its schema forbids' },
  dresses_errors: { grade: 'C', meaning: 'it reports an error as if it were a success' },
  many_tools_unproved: {
    grade: 'C',
    meaning: 'less than two thirds of the tools that are offered answered with a success',
  },
  outside_state: { grade: 'C', meaning: 'it writes files outside its state directory' },
  licence_unclear: { grade: 'C', meaning: 'its package names no permissive licence' },
  licence_restrictive: { grade: 'D', meaning: 'its licence binds whoever passes it on' },
  hangs: { grade: 'C', meaning: 'a tool did not answer in time' },
  crashes: { grade: 'C', meaning: 'the process ended during a call' },
  needs_key: { grade: 'D', meaning: 'it does not work without a key' },
  needs_network: { grade: 'D', meaning: 'a tool that is offered asked for the network' },
  host_access: { grade: 'D', meaning: 'it runs commands or programs of the host' },
  no_working_tool: { grade: 'F', meaning: 'no tool answered with a success' },
} as const satisfies Record<string, GradeReason>;
export type GradeReasonName = keyof typeof GRADE_REASONS;
export const GRADE_REASON_NAMES = Object.keys(GRADE_REASONS) as [GradeReasonName, ...GradeReasonName[]];

export function gradeOf(reasons: readonly GradeReasonName[]): Grade {
  const ranks = reasons.map((reason) => GRADES.indexOf(GRADE_REASONS[reason].grade));
  return GRADES[Math.max(0, ...ranks)] ?? 'F';
}

/** Whether `grade` is as good as `least`, or better. */
export function isAtLeast(grade: Grade, least: Grade): boolean {
  return GRADES.indexOf(grade) <= GRADES.indexOf(least);
}

const PERMISSIVE =
  /^\(?(MIT|MIT-0|ISC|Apache-2\.0|BSD-[23]-Clause|0BSD|CC0-1\.0|Unlicense|BlueOak-1\.0\.0)\b/;
const RESTRICTIVE = /GPL|SSPL|BUSL|Elastic|Commons Clause|UNLICENSED|Proprietary/i;

/** Judges the licence by the words of the entry. */
export function licenceReason(licence: string): GradeReasonName | undefined {
  if (RESTRICTIVE.test(licence)) return 'licence_restrictive';
  return PERMISSIVE.test(licence) ? undefined : 'licence_unclear';
}
