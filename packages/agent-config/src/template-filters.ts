/** The filters of prompt templates. Each is total: any value in, a value out, and never a much larger one. */
import type { Json } from '@nex/core';
import { isTruthy, showValue } from './template-value.ts';

export type TemplateFilter = (value: Json | undefined, ...args: (Json | undefined)[]) => Json | undefined;

const orElse: TemplateFilter = (value, fallback, whenFalsy) =>
  value === undefined || (whenFalsy === true && !isTruthy(value)) ? (fallback ?? '') : value;

const toJson: TemplateFilter = (value) => JSON.stringify(value ?? null);

const count: TemplateFilter = (value) => {
  if (typeof value === 'string' || Array.isArray(value)) return value.length;
  return typeof value === 'object' && value !== null ? Object.keys(value).length : 0;
};

export const TEMPLATE_FILTERS: Readonly<Record<string, TemplateFilter>> = {
  upper: (value) => showValue(value).toUpperCase(),
  lower: (value) => showValue(value).toLowerCase(),
  trim: (value) => showValue(value).trim(),
  string: (value) => showValue(value),
  capitalize: (value) => {
    const text = showValue(value);
    return text.charAt(0).toUpperCase() + text.slice(1).toLowerCase();
  },
  title: (value) =>
    showValue(value).replace(/\p{L}+/gu, (w) => w.charAt(0).toUpperCase() + w.slice(1).toLowerCase()),
  default: orElse,
  d: orElse,
  length: count,
  count,
  first: (value) => (Array.isArray(value) || typeof value === 'string' ? value[0] : undefined),
  last: (value) => (Array.isArray(value) || typeof value === 'string' ? value.at(-1) : undefined),
  join: (value, separator) =>
    Array.isArray(value) ? value.map(showValue).join(showValue(separator).slice(0, 100)) : showValue(value),
  tojson: toJson,
  dump: toJson,
};
