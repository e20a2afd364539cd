/** A YAML or JSON file as plain values, with the line of every key. A file that is no YAML is a fault, not an error. */
import { parseYaml, toPlain } from '@nex/agent-config';
import { toNexError } from '@nex/core';
import { type Document, isNode, isPair, LineCounter, parseDocument } from 'yaml';
import type { Fault } from '../model/model.ts';
import { type KeyPath, keyPath, type Place } from '../model/place.ts';

export interface SourceDocument {
  file: string;
  /** `undefined` when the file cannot be parsed. */
  value: unknown;
  /** The place of a key, or of the nearest one above that there is. */
  at(path: KeyPath): Place;
}

export function readDocument(file: string, text: string, faults: Fault[]): SourceDocument {
  try {
    const document = parseYaml(text, file);
    return { file, value: toPlain(document, file), at: placesOf(file, text, document) };
  } catch (thrown) {
    faults.push(faultOf(thrown, file));
    return { file, value: undefined, at: () => ({ file }) };
  }
}

/** JSON is told apart from YAML by its own parser; the lines are found when they are asked for. */
export function readJsonDocument(file: string, text: string, faults: Fault[]): SourceDocument {
  try {
    const value: unknown = JSON.parse(text.replace(/^\uFEFF/, ''));
    let places: ((path: KeyPath) => Place) | undefined;
    const at = (path: KeyPath): Place => {
      places ??= placesOf(file, text, parseDocument(text, { logLevel: 'silent' }));
      return places(path);
    };
    return { file, value, at };
  } catch {
    const message = 'The file is not valid JSON.';
    const fix = 'Check it with a JSON parser.';
    faults.push({ rule: 'schema', severity: 'error', place: { file }, message, fix });
    return { file, value: undefined, at: () => ({ file }) };
  }
}

/** An error of the loader as a fault; `file:line` of its place becomes file and line. */
export function faultOf(thrown: unknown, file: string): Fault {
  const error = toNexError(thrown, 'config_invalid', 'The file cannot be read.');
  const { file: where = file, line, path } = splitWhere(error.where ?? file);
  return {
    rule: 'schema',
    severity: 'error',
    place: {
      file: where,
      ...(line === undefined ? {} : { line: Number(line) }),
      ...(path === undefined ? {} : { path }),
    },
    message: error.message,
    ...(error.hint === undefined ? {} : { fix: error.hint }),
  };
}

function splitWhere(where: string): { file?: string; line?: string; path?: string } {
  return /^(?<file>[^:]+)(?::(?<line>\d+))?(?:: (?<path>.*))?$/.exec(where)?.groups ?? {};
}

function placesOf(file: string, text: string, document: Document): (path: KeyPath) => Place {
  const counter = new LineCounter();
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) counter.addNewLine(at + 1);
  counter.lineStarts.unshift(0);
  return (path) => {
    const whole = path.length === 0 ? {} : { path: keyPath(path) };
    for (let length = path.length; length > 0; length -= 1) {
      const offset = offsetOf(document, path.slice(0, length));
      if (offset !== undefined) return { file, line: counter.linePos(offset).line, ...whole };
    }
    return { file, ...(path.length > 0 ? { line: 1 } : {}), ...whole };
  };
}

/** Of the key in a map, of the value in a list. */
function offsetOf(document: Document, path: KeyPath): number | undefined {
  const parent: unknown = path.length === 1 ? document.contents : document.getIn(path.slice(0, -1), true);
  const last = path.at(-1);
  if (typeof parent !== 'object' || parent === null || !('items' in parent)) return undefined;
  const items = parent.items as unknown[];
  const item =
    typeof last === 'number'
      ? items[last]
      : items.find((pair) => isPair(pair) && isNode(pair.key) && String(pair.key) === last);
  const node = isPair(item) ? item.key : item;
  return isNode(node) ? node.range?.[0] : undefined;
}
