/** The items of a JSON array as they were written: the model's own bytes of a value survive the reading. */
import { JsonScanner } from './json-scanner.ts';

/** @param json A valid JSON value; one that is no array is its only item. */
export function jsonItems(json: string): string[] {
  const start = json.search(/\S/);
  if (json.charAt(start) !== '[') return [json];
  const items: string[] = [];
  let at = json.slice(start + 1).search(/\S/) + start + 1;
  while (json.charAt(at) !== ']') {
    const scanner = new JsonScanner(at);
    scanner.scan(json);
    items.push(json.slice(at, scanner.end));
    at = scanner.end;
    while (/[\s,]/.test(json.charAt(at))) at += 1;
  }
  return items;
}

/** Each item read as a call; a string says what is wrong with the first that is none. */
export function readItems<T>(json: string, read: (item: string) => T | string): T[] | string {
  const all: T[] = [];
  for (const item of jsonItems(json)) {
    const one = read(item);
    if (typeof one === 'string') return one;
    all.push(one);
  }
  return all;
}
