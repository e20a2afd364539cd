/** A YAML file with another value, in which all that is equal stays as it was written, comments included. */
import { isDeepStrictEqual } from 'node:util';
import { isJsonObject, type Json, type JsonObject } from '@nex/core';
import { type Document, isMap, isSeq, parseDocument, stringify } from 'yaml';

/** `undefined` for a text that is no YAML. */
export function yamlValue(text: string): unknown {
  const document = parseDocument(text, { logLevel: 'silent' });
  return document.errors.length > 0 ? undefined : document.toJS();
}

/** The text itself when `value` is what it says already. Throws nothing: a text that is no YAML map is written anew. */
export function amendYaml(text: string, value: JsonObject): string {
  const document = parseDocument(text, { logLevel: 'silent' });
  const before: unknown = document.errors.length > 0 ? undefined : document.toJS();
  if (isDeepStrictEqual(before, value)) return text;
  if (!isJsonObject(before)) return stringify(value, { lineWidth: 110 });
  amend(document, [], before, value);
  return document.toString({ lineWidth: 110 });
}

function amend(document: Document, path: (string | number)[], before: Json, after: Json): void {
  if (isDeepStrictEqual(before, after)) return;
  const node: unknown = path.length === 0 ? document.contents : document.getIn(path, true);
  if (isMap(node) && isJsonObject(before) && isJsonObject(after)) {
    for (const key of Object.keys(before)) if (!(key in after)) document.deleteIn([...path, key]);
    for (const [key, value] of Object.entries(after)) {
      const known = before[key];
      if (known === undefined) document.setIn([...path, key], document.createNode(value));
      else amend(document, [...path, key], known, value);
    }
    return;
  }
  if (isSeq(node) && Array.isArray(before) && Array.isArray(after)) {
    // Items that go are taken out by value, so that those that stay keep their comments.
    const kept = before.filter((item) => after.some((other) => isDeepStrictEqual(item, other)));
    if (isDeepStrictEqual(kept, after.slice(0, kept.length))) {
      for (let at = before.length - 1; at >= 0; at -= 1) {
        if (!kept.includes(before[at] as Json)) document.deleteIn([...path, at]);
      }
      for (const item of after.slice(kept.length)) document.addIn(path, document.createNode(item));
      return;
    }
    for (let at = before.length - 1; at >= after.length; at -= 1) document.deleteIn([...path, at]);
    for (const [at, item] of after.entries()) {
      const known = before[at];
      if (known === undefined) document.addIn(path, document.createNode(item));
      else amend(document, [...path, at], known, item);
    }
    return;
  }
  document.setIn(path, document.createNode(after));
}
