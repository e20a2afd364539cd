/** The members of a JSON object as they were written: the model's own bytes of a value survive the reading. */
import { JsonScanner } from './json-scanner.ts';

/** @param json A valid JSON object. Of a key given twice the last counts, as in `JSON.parse`. */
export function jsonMembers(json: string): Map<string, string> {
  const members = new Map<string, string>();
  let at = json.indexOf('{') + 1;
  for (;;) {
    const key = json.indexOf('"', at);
    if (key < 0) return members;
    const keyEnd = endOf(json, key);
    const from = json.indexOf(':', keyEnd) + 1;
    const end = endOf(json, from);
    members.set(stringIn(json.slice(key, keyEnd)), json.slice(from, end).trim());
    at = end;
  }
}

/** @param json A JSON string. */
export function stringIn(json: string): string {
  return json.includes('\\') ? String(JSON.parse(json)) : json.slice(1, -1);
}

function endOf(json: string, from: number): number {
  const scanner = new JsonScanner(from);
  scanner.scan(json);
  return scanner.end;
}
