/** Enums and switches: chosen by the words of the request and of the concept. */
import type { Json } from '../../schema/json-schema.ts';
import { tokens } from '../../text/tokens.ts';
import type { FillContext, Filler, Property } from './filler.ts';

function explanations(description: string, values: string[]): Map<string, string> {
  const found = new Map<string, string>();
  for (const value of values) {
    const match = new RegExp(
      `(?:^|[,;\\n]|- )\\s*\\**${escaped(value)}\\**\\s*[:=]\\s*([^,;\\n]+)`,
      'i',
    ).exec(description);
    if (match?.[1]) found.set(value, match[1]);
  }
  return found;
}

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}

/** True when a text names a value, hyphens and capitals aside. */
function names(text: string, value: string): boolean {
  const plain = value.toLowerCase().replace(/[^a-z0-9]/g, '');
  if (plain.length < 2) return false;
  return new RegExp(`\\b${plain.split('').map(escaped).join('[-_ ]?')}(?:s|es)?\\b`, 'i').test(text);
}

/** True when the description says that an optional value is taken anyway when it is left out. */
function isUsual(property: Property, value: string): boolean {
  return !property.required && new RegExp(`\\b${escaped(value)} \\(default`, 'i').test(property.description);
}

function choose(property: Property, context: FillContext): Json | undefined {
  const values = (property.schema.enum ?? []).filter((value): value is string => typeof value === 'string');
  if (values.length === 0) return property.required ? property.schema.enum?.[0] : undefined;
  const named = values.filter((value) => names(context.text, value));
  const aimed = named.filter((value) =>
    new RegExp(`\\b(?:to|into|as|in|its|their)\\s+(?:an?\\s+|the\\s+)?${escaped(value)}\\b`, 'i').test(
      context.text,
    ),
  );
  if (aimed.length === 1) return aimed[0];
  if (named.length === 1 && named[0]) return isUsual(property, named[0]) ? undefined : named[0];
  if (named.length > 1 && !property.required) return undefined;
  if (values.includes('days') && /\bweeks?\b/i.test(context.text)) return 'days';
  const steering = property.required || /^(?:action|mode|operation|type|kind)$/.test(property.name);
  const asked = new Set(tokens(context.text));
  const hints = new Set(tokens(context.concept?.terms ?? ''));
  const more = explanations(property.description, values);
  const scored = values.map((value) => {
    const words = new Set([...tokens(value), ...tokens(more.get(value) ?? '')]);
    let evidence = 0;
    for (const word of words) evidence += (asked.has(word) ? 1 : 0) + (steering && hints.has(word) ? 0.8 : 0);
    for (const word of tokens(value)) evidence += steering && hints.has(word) ? 0.8 : 0;
    return { value, evidence: evidence / Math.sqrt(words.size || 1) };
  });
  scored.sort((left, right) => right.evidence - left.evidence);
  const best = scored[0];
  if (best && !isUsual(property, best.value) && best.evidence > (steering ? 0 : 0.9)) return best.value;
  return property.required ? property.schema.default : undefined;
}

/** Fillers of enums and switches. */
export const CHOICES: Filler[] = [
  { name: 'constant', fits: ({ schema }) => schema.const !== undefined, fill: ({ schema }) => schema.const },
  { name: 'choice', fits: ({ schema }) => schema.enum !== undefined, fill: choose },
  {
    name: 'switch',
    fits: ({ type }) => type === 'boolean',
    fill: (property, { text }) => {
      const asked = new Set(tokens(text));
      if (property.own.every((word) => asked.has(word))) return !/\b(?:no|not|without)\b/i.test(text);
      return property.required ? (property.schema.default ?? false) : undefined;
    },
  },
];
