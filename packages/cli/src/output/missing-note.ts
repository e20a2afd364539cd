import { plural } from './text.ts';

/** Of a run that could not play everything. */
export function missingNote(calls: number): string {
  return `note: ${plural(calls, 'call')} of tools ${calls === 1 ? 'was' : 'were'} not on the cassette.`;
}
