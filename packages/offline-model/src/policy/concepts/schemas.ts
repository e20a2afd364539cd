/** Work with the description of an interface. */
import type { Concept } from './concept.ts';

const ABOUT = /graphql|schema|\bapi\b|\btypes?\b|接口/i.source;

/** The concepts of schema look-ups. */
export const SCHEMAS: Concept[] = [
  {
    name: 'schema-mutations',
    when: new RegExp(`\\bmutations\\b.*|\\b(?:list|which|what)\\b.*\\b(?:write|change) operations\\b`, 'i'),
    weight: 1.8,
    must: ['mutation mutations', 'list lists listing'],
    terms: 'list mutation fields root',
    avoid: 'query',
  },
  {
    name: 'schema-mutation',
    when: /\bmutation\b/i,
    weight: 1.7,
    must: ['mutation mutations', 'get gets single definition'],
    terms: 'get single mutation field definition',
    avoid: 'query list',
  },
  {
    name: 'schema-queries',
    when: /\bquer(?:y|ies)\b.*\b(?:list|offer|available|exist|are there|can)\b|\b(?:list|which|what)\b.*\bquer(?:ies|y fields)\b|\bread operations\b/i,
    weight: 1.8,
    must: ['query queries', 'list lists listing'],
    terms: 'list query fields root available',
    avoid: 'mutation',
  },
  {
    name: 'schema-query',
    when: /\bquery (?:field )?[`"'“]|[`"'”] query\b|\barguments\b.*\bquery\b|\bquery\b.*\barguments\b/i,
    weight: 1.9,
    must: ['query queries', 'get gets single definition'],
    terms: 'get single query field definition',
    avoid: 'mutation list',
  },
  {
    name: 'schema-fields',
    when: /\bfields?\b.*\b(?:type|of|does|has|on|in)\b|\btype\b.*\bfields?\b/i,
    unless: /\bmutation|\bquer(?:y|ies)\b|named|containing|matching/i,
    needs: ['quotation'],
    weight: 1.8,
    must: ['fields field', 'type types'],
    terms: 'get type fields list simplified',
    avoid: 'root search mutation query',
  },
  {
    name: 'schema-types',
    when: /\b(?:list|which|what|show)\b.*\btypes\b/i,
    weight: 1.6,
    must: ['types type', 'list lists listing', 'schema graphql'],
    terms: 'list types defined schema',
    avoid: 'root mutation query fields',
  },
  {
    name: 'schema-type',
    when: /\bdefinition\b|\b(?:show|get|look up|print)\b.*\btype\b|\btype [`"'“]|[`"'”] type\b/i,
    unless: /\bmutation|\bfields?\b|\bquery\b/i,
    needs: ['quotation'],
    weight: 1.6,
    must: ['type types', 'schema graphql'],
    terms: 'get single type definition',
    avoid: 'fields list search root',
  },
  {
    name: 'schema-search',
    when: new RegExp(
      `\\b(?:search|find|look for|anything|everything)\\b.*(?:${ABOUT})|(?:${ABOUT}).*\\b(?:anything|everything|named|containing|mention)\\b`,
      'i',
    ),
    weight: 1.7,
    must: ['search searching searches', 'schema'],
    terms: 'search schema types fields pattern',
    avoid: 'node file',
  },
];
