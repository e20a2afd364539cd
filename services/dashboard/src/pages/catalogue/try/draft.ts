/** What was typed into the fields of a tool, and the arguments that it means. */
import type { Json, JsonObject } from '@nex/core';
import type { FormField } from './fields-of.ts';

/** Texts by name; a list has several, a group a draft of its own. */
export interface Draft {
  [name: string]: string | string[] | Draft;
}

export function draftOf(fields: readonly FormField[]): Draft {
  return Object.fromEntries(fields.map((field) => [field.name, emptyOf(field)]));
}

function emptyOf({ kind, initial, fields = [] }: FormField): Draft[string] {
  if (kind === 'group') return draftOf(fields);
  if (kind === 'list') return Array.isArray(initial) ? initial.map(String) : [];
  if (initial === undefined || initial === null) return '';
  return kind === 'json' || kind === 'choice' ? JSON.stringify(initial) : textOf(initial);
}

function textOf(value: Json): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

export type Read = { ok: true; value: JsonObject } | { ok: false; field: string };

/** What is left empty is left out, save a text that must be given. `field` names what is no JSON. */
export function readDraft(fields: readonly FormField[], draft: Draft): Read {
  const value: JsonObject = {};
  for (const field of fields) {
    const typed = draft[field.name] ?? '';
    const read = readField(field, typed);
    if (!read.ok) return read;
    if (read.value !== undefined) value[field.name] = read.value;
  }
  return { ok: true, value };
}

type FieldRead = { ok: true; value: Json | undefined } | { ok: false; field: string };

function readField(field: FormField, typed: Draft[string]): FieldRead {
  if (field.kind === 'group') {
    const inner = readDraft(field.fields ?? [], typed as Draft);
    if (!inner.ok) return { ok: false, field: `${field.name}.${inner.field}` };
    const isEmpty = Object.keys(inner.value).length === 0 && !field.required;
    return { ok: true, value: isEmpty ? undefined : inner.value };
  }
  if (Array.isArray(typed)) {
    const items = field.isNumber ? typed.filter((text) => text.trim() !== '').map(Number) : typed;
    return { ok: true, value: items.length === 0 && !field.required ? undefined : items };
  }
  const text = typed as string;
  if (text === '') return { ok: true, value: field.kind === 'text' && field.required ? '' : undefined };
  switch (field.kind) {
    case 'text':
      return { ok: true, value: text };
    case 'number':
      return { ok: true, value: Number(text) };
    case 'boolean':
    case 'choice':
    case 'list':
    case 'json':
      try {
        return { ok: true, value: JSON.parse(text) as Json };
      } catch {
        return { ok: false, field: field.name };
      }
  }
}
