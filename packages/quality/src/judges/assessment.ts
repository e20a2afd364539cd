/** What a judge holds of a trajectory between two batches: also the form of its answers. */
import * as z from 'zod';
import type { Head } from './head.ts';
import type { TranscriptEntry } from './transcript.ts';

const MAX_SUMMARY_CHARS = 1_200;
const MAX_FINDINGS = 20;
const MAX_TEXT_CHARS = 300;

export interface JudgeFinding {
  kind: string;
  severity: 'major' | 'minor';
  /** Id of the message in the transcript. */
  message: string;
  /** Words of that message. */
  quote: string;
  note: string;
}

export interface Assessment {
  summary: string;
  findings: JudgeFinding[];
}

export const EMPTY_ASSESSMENT: Assessment = { summary: '', findings: [] };

/** The form of a head's answers. Longer texts are cut, not refused. */
export function assessmentSchema({ kinds }: Head): z.ZodType<Assessment> {
  const names = kinds.map(({ name }) => name) as [string, ...string[]];
  const text = (maxChars: number) => z.string().transform((value) => value.slice(0, maxChars).toWellFormed());
  return z.object({
    summary: text(MAX_SUMMARY_CHARS),
    findings: z
      .array(
        z.object({
          kind: z.enum(names),
          severity: z.enum(['major', 'minor']),
          message: z.string(),
          quote: text(MAX_TEXT_CHARS),
          note: text(MAX_TEXT_CHARS),
        }),
      )
      .transform((findings) => findings.slice(0, MAX_FINDINGS)),
  });
}

const MIN_QUOTE_CHARS = 3;

/** Whether the message is among those that were read and has the quoted words, white space and case aside. */
export function isEvident({ message, quote }: JudgeFinding, read: readonly TranscriptEntry[]): boolean {
  const words = squeezed(quote);
  const entry = read.find(({ id }) => id === message);
  if (entry === undefined) return false;
  // An empty message has nothing to quote.
  if (entry.text.trim() === '') return words === '';
  return (
    words.length >= Math.min(MIN_QUOTE_CHARS, squeezed(entry.text).length) &&
    squeezed(entry.text).includes(words)
  );
}

function squeezed(text: string): string {
  return text.toLowerCase().replaceAll(/\s+/gu, ' ').trim();
}
