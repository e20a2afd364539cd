/** Texts at any depth below a key, each with its place. */
import type { Prose } from '../model/model.ts';
import type { KeyPath } from '../model/place.ts';
import type { SourceDocument } from './source-document.ts';
import { mapOf } from './values.ts';

export function metadataTexts(document: SourceDocument, key: string): Prose[] {
  const texts: Prose[] = [];
  const visit = (value: unknown, path: KeyPath): void => {
    if (typeof value === 'string') texts.push({ text: value, place: document.at(path), kind: 'metadata' });
    else if (Array.isArray(value)) for (const [at, item] of value.entries()) visit(item, [...path, at]);
    else for (const [name, item] of Object.entries(mapOf(value))) visit(item, [...path, name]);
  };
  visit(mapOf(document.value)[key], [key]);
  return texts;
}
