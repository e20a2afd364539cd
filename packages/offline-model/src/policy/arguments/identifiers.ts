/** Identifiers: copied from the request or from an earlier result, never made up. */

import { isObject, type Json, parseJson } from '../../schema/json-schema.ts';
import { quotationsIn } from '../../text/literals.ts';
import { plain } from '../../text/plain.ts';
import type { FillContext, Filler, Property } from './filler.ts';

const ORDINALS = ['first', 'second', 'third', 'fourth', 'fifth', 'sixth'];

type Named = { id: string; title: string };

/** Things of a kind ("task") that a result lists, with their titles. */
function members(value: Json, kind: string): Named[] {
  if (Array.isArray(value)) return value.flatMap((one) => members(one, kind));
  if (!isObject(value)) return [];
  const found: Named[] = [];
  for (const [key, member] of Object.entries(value)) {
    if (key.toLowerCase().replace(/s$/, '').endsWith(kind)) {
      for (const one of Array.isArray(member) ? member : [member]) {
        if (isObject(one) && typeof one.id === 'string') {
          found.push({ id: one.id, title: plain(one.title ?? one.name) });
        }
      }
    }
    found.push(...members(member, kind));
  }
  return found;
}

function byKey(value: Json, key: string): string[] {
  if (Array.isArray(value)) return value.flatMap((one) => byKey(one, key));
  if (!isObject(value)) return [];
  return Object.entries(value).flatMap(([name, member]) =>
    name === key && typeof member === 'string' ? [member] : byKey(member, key),
  );
}

/** "Book the hall (task-1)" in the sentences of earlier results. */
function fromNotes(notes: string[], kind: string): Named[] {
  const pattern = new RegExp(`([^,;:()：；、]+?)\\s*\\((${kind.slice(0, 3)}[a-z]*-\\d+)\\)`, 'gi');
  return notes.flatMap((note) =>
    [...note.matchAll(pattern)].map((match) => ({
      id: match[2] ?? '',
      title: (match[1] ?? '').replace(/^\s*and\s+/, '').trim(),
    })),
  );
}

function chooseMember(found: Named[], text: string): string | undefined {
  const unique = found.filter((one, at) => found.findIndex((other) => other.id === one.id) === at);
  const quoted = quotationsIn(text).map(({ value }) => value.toLowerCase());
  const byTitle = unique.find(({ title }) => {
    const plain = title.toLowerCase();
    return (
      plain.length > 2 &&
      (quoted.some((one) => plain.includes(one) || one.includes(plain)) || text.toLowerCase().includes(plain))
    );
  });
  if (byTitle) return byTitle.id;
  if (/\blast\b/i.test(text)) return unique.at(-1)?.id;
  const ordinal = ORDINALS.findIndex((word) => new RegExp(`\\b${word}\\b`, 'i').test(text));
  if (ordinal >= 0) return unique[ordinal]?.id;
  return undefined;
}

function identifier(property: Property, context: FillContext): string | undefined {
  const kind = property.name.replace(/_?ids?$/i, '').toLowerCase();
  const shaped = new RegExp(`\\b${kind.slice(0, 3)}[a-z]*-\\d+\\b`, 'gi');
  const own = context.text.match(shaped)?.[0];
  if (own) return own;
  const { outcomes, earlier } = context.situation;
  const results = [...earlier, ...outcomes]
    .filter(({ failed }) => !failed)
    .map(({ text }) => parseJson(text))
    .filter((one) => one !== undefined);
  const listed = [...results.flatMap((one) => members(one, kind)), ...fromNotes(context.notes, kind)];
  const member = chooseMember(listed, context.text);
  if (member) return member;
  const keyed = results.flatMap((one) => byKey(one, property.name)).at(-1);
  if (keyed) return keyed;
  if (listed.length > 0) return /next/i.test(context.text) ? listed.at(-1)?.id : listed[0]?.id;
  return context.notes.flatMap((note) => note.match(shaped) ?? []).at(-1);
}

/** Fillers of identifiers. */
export const IDENTIFIERS: Filler[] = [
  {
    name: 'identifier',
    fits: ({ name, type }) => type === 'string' && /(?:Id|ID|_id)$|^id$/.test(name),
    fill: identifier,
  },
];
