/**
 * Lets a call syntax, which is handed the whole held text each time more of it came, go on in the middle of the JSON
 * where it stopped, so that a long call is looked at once and not once per chunk.
 */
import type { CallSyntax, Reading } from '../call-reader.ts';
import { JsonScanner } from './json-scanner.ts';

/** The value that begins at `from`: how far it goes. */
export type ScanJson = (text: string, from: number) => JsonScanner;

export interface ReadState {
  ended: boolean;
  afterCall: boolean;
  /** Nothing of the text was scanned yet: the time for a guess, which must not be made again and again. */
  isFresh: boolean;
  scan: ScanJson;
}

/** What was scanned is kept while the answer is `open`, because only then is the next text a longer one. */
export function resumedReading(read: (text: string, state: ReadState) => Reading): CallSyntax['read'] {
  const scanners = new Map<number, JsonScanner>();
  const scan: ScanJson = (text, from) => {
    const scanner = scanners.get(from) ?? new JsonScanner(from);
    scanners.set(from, scanner);
    scanner.scan(text);
    return scanner;
  };
  return (text, state) => {
    const { ended, afterCall } = state;
    const reading = read(text, { ended, afterCall, isFresh: scanners.size === 0, scan });
    if (reading.kind !== 'open') scanners.clear();
    return reading;
  };
}
