/** Lists of records: things to remember, links, facts, tasks. */
import type { Json } from '../../schema/json-schema.ts';
import { quotationsIn } from '../../text/literals.ts';
import { capital, shorten, slug } from '../../text/tokens.ts';
import type { FillContext, Filler, Property } from './filler.ts';

const IS =
  /^(.+?)\s+(?:is|are|was)\s+(?:(?:our|my|the|a|an|one of (?:our|my|the))\s+)?(.+?)(?:\s*(?:,|\band\b|\bwho\b|\bwhich\b|\bthat\b)\s*(.+))?$/i;
const REMEMBER =
  /^(?:please\s+)?(?:can you\s+|could you\s+)?(?:also\s+)?(?:remember|memori[sz]e|keep in mind|make a mental note|note|record|add to (?:your|the|my|our) memory)\s*(?:for (?:me|us|later)\s*)?(?:the fact\s*)?(?:that\s+|:\s*)?/i;
const POINTS =
  /\b(?:result|number|figure|total|amount|date|answer|value|finding|outcome|time)s?\b|\b(?:it|them|those|these)\b/i;

/** A request without the words that ask for it. */
function said(text: string): string {
  return text
    .replace(REMEMBER, '')
    .replace(/\s+(?:in|to) (?:your |the |my |our )?(?:memory|knowledge graph)\b.*$/i, '')
    .replace(/[.\s]+$/, '');
}

/** Names a text gives to things: quoted ones, else runs of capitalised words. */
export function namesIn(text: string): string[] {
  const quoted = quotationsIn(text).map(({ value }) => value);
  const plain = text.replace(/["“`'][^"”`']*["”`']/g, ' ');
  const runs = [
    ...plain.matchAll(
      /(?<=[^.!?\s]\s|^\s*(?:remember that|that)\s)\p{Lu}[\p{L}'-]*(?:\s(?:\p{Lu}[\p{L}'-]*|of|the|and(?= \p{Lu})))*(?<=\p{L})/gu,
    ),
  ].map(([name]) => name.replace(/\s(?:of|the|and)$/, ''));
  return [
    ...quoted,
    ...runs.filter((name) => !/^(?:I|Please|Remember|Link|Connect|Then|Also|Record|Note)$/.test(name)),
  ];
}

/** A thing to remember: its name, its kind and what is known of it. */
function entity({ text, notes, sources }: FillContext): {
  name: string;
  entityType: string;
  observations: string[];
} {
  const stated = said(text);
  const parts = IS.exec(stated);
  const results = notes.length > 0 ? notes : sources.map((one) => one.text);
  const label =
    /\b(?:as|under|called|named|for|on|about)\s+(?:the\s+(?:name|heading|entry)\s+)?["“`'](.+?)["”`']/i.exec(
      text,
    )?.[1];
  if (label || (!parts && results.length > 0)) {
    const kind =
      /\b(?:a|an|the|as)\s+(project|customer|supplier|event|order|decision|plan|budget|trip|course|product|person|place)\b/i.exec(
        text,
      )?.[1];
    const name = label ?? quotationsIn(text)[0]?.value ?? namesIn(text)[0] ?? capital(shorten(stated, 60));
    const known = results.length > 0 && (POINTS.test(stated) || !parts) ? results : [`${capital(stated)}.`];
    return { name, entityType: (kind ?? 'note').toLowerCase(), observations: known };
  }
  if (parts?.[1] && parts[2]) {
    const rest = parts[3]?.trim();
    const observations = [
      `${capital(parts[1])} ${/\bare\b/.test(stated) ? 'are' : 'is'} ${/\s(?:is|are|was)\s+((?:our|my|the|an?)\s)?/i.exec(stated)?.[1] ?? ''}${parts[2]}`.replace(
        /\s+/g,
        ' ',
      ),
    ];
    if (rest) observations.splice(0, 1, capital(rest));
    return {
      name: quotationsIn(parts[1])[0]?.value ?? parts[1].replace(/^the\s+/i, ''),
      entityType: parts[2].toLowerCase(),
      observations,
    };
  }
  return {
    name: namesIn(text)[0] ?? capital(shorten(stated, 60)),
    entityType: 'note',
    observations: [capital(stated)],
  };
}

function relation(text: string): { from: string; to: string; relationType: string } | undefined {
  const linked =
    /\b(?:link|connect|relate)\s+["“`']?(.+?)["”`']?\s+(?:to|with)\s+["“`']?(.+?)["”`']?(?:\s+(?:as|with the relation|by|using)\s+(?:the relation(?:ship)?\s+)?["“`']?(.+?)["”`']?)?[.\s]*$/i.exec(
      text,
    );
  if (linked?.[1] && linked[2])
    return { from: linked[1], to: linked[2], relationType: linked[3] ?? 'is related to' };
  const [from, to] = namesIn(text);
  const verb =
    from && to ? new RegExp(`${from}["”\`']?\\s+([a-z ]+?)\\s+["“\`']?${to}`).exec(text)?.[1] : undefined;
  return from && to ? { from, to, relationType: verb ?? 'is related to' } : undefined;
}

function observation(context: FillContext): { entityName: string; contents: string[] } | undefined {
  const { text, situation } = context;
  const stated = said(text);
  const about =
    /\b(?:about|for|to|on)\s+["“`']?([\p{Lu}\p{Script=Han}][\p{L}\w' -]*?)["”`']?(?:\s+that\s+|\s*:\s*)(.+)$/u.exec(
      text,
    );
  const before = situation.task.requests
    .filter(({ index, concepts }) => index < context.request.index && concepts[0]?.name === 'remember-thing')
    .map((request) => entity({ ...context, text: request.text, notes: [] }).name)
    .at(-1);
  const name =
    about?.[1] ?? (/\bthat (?:they|he|she|it)\b/i.test(text) ? before : (namesIn(text)[0] ?? before));
  if (!name) return undefined;
  return { entityName: name, contents: [capital((about?.[2] ?? stated).replace(/[.\s]+$/, ''))] };
}

const LIST_LEAD = /^[^:]*:\s*/;

/** The topic of a list of tasks: what stands before the colon. */
export function listTopic(text: string): string {
  const lead = /^([^:]*):/.exec(text)?.[1] ?? text;
  const topic =
    /\b(?:for|to|about)\s+(.+?)(?:\s+with\b.*|\s+into\b.*)?$/i.exec(lead)?.[1] ??
    /\bturn\s+(.+?)\s+into\b/i.exec(lead)?.[1];
  return (topic ?? lead).replace(/\s+(?:with|into)\s+(?:\w+\s+)?(?:tasks|steps).*$/i, '').trim();
}

function taskTitles(text: string): string[] {
  const quoted = quotationsIn(text).map(({ value }) => value);
  if (quoted.length > 0) return quoted;
  if (/:\s/.test(text)) {
    return text
      .replace(LIST_LEAD, '')
      .split(/\s*[;,]\s*(?:and\s+)?|\s+and\s+(?=\w+\s)/)
      .map((one) => one.replace(/[.\s]+$/, '').trim())
      .filter(Boolean);
  }
  const added =
    /\badd\s+(?:a |one more |another )?(?:task|step)?\s*(?:to\s+)?(.+?)(?:\s+(?:to|on) (?:the|that|my|our|it)\b.*)?$/i.exec(
      text,
    )?.[1];
  return [(added ?? listTopic(text)).replace(/[.\s]+$/, '')];
}

function tasks(property: Property, context: FillContext): Json | undefined {
  const topic = /\badd\b/i.test(context.text) ? '' : listTopic(context.text);
  const about = topic ? ` for ${topic.replace(/^(?:the|my|our) /i, (word) => word.toLowerCase())}` : '';
  const isChinese = context.request.zh !== undefined;
  const titles = taskTitles(context.text);
  return titles.length > 0
    ? titles.map((title) => ({
        title: capital(title),
        description: isChinese
          ? topic
            ? `${topic}：${title}。`
            : `${title}。`
          : `${capital(title)}${about}.`,
      }))
    : undefined;
}

function hasMembers(property: Property, ...names: string[]): boolean {
  const members = property.schema.items?.properties;
  return property.type === 'array' && members !== undefined && names.every((name) => name in members);
}

/** Fillers of lists of records. */
export const RECORDS: Filler[] = [
  {
    name: 'entities',
    fits: (p) => hasMembers(p, 'name', 'observations'),
    fill: (_, context) => [entity(context)],
  },
  {
    name: 'relations',
    fits: (p) => hasMembers(p, 'from', 'to'),
    fill: (_, { text }) => {
      const found = relation(text);
      return found ? [found] : undefined;
    },
  },
  {
    name: 'observations',
    fits: (p) => hasMembers(p, 'entityName', 'contents'),
    fill: (_, context) => {
      const found = observation(context);
      return found ? [found] : undefined;
    },
  },
  { name: 'tasks', fits: (p) => hasMembers(p, 'title', 'description'), fill: tasks },
  {
    name: 'edits',
    fits: (p) => hasMembers(p, 'oldText', 'newText'),
    fill: (_, { text }) => {
      const [before, after] = quotationsIn(text)
        .map(({ value }) => value)
        .filter((value) => !/\.\w{2,4}$/.test(value));
      return before !== undefined && after !== undefined ? [{ oldText: before, newText: after }] : undefined;
    },
  },
  {
    name: 'names',
    fits: (p) =>
      p.type === 'array' && p.schema.items?.type === 'string' && /names|nodes|entities/i.test(p.name),
    fill: (_, { text }) => {
      const names = namesIn(text);
      return names.length > 0 ? names : undefined;
    },
  },
  {
    name: 'words',
    fits: (p) => p.type === 'array' && p.schema.items?.type === 'string',
    fill: (property, { text }) => {
      const quoted = quotationsIn(text).map(({ value }) => value);
      if (quoted.length > 0) return quoted;
      const after = /:\s+(.+)$/.exec(text)?.[1];
      if (after)
        return after
          .split(/,\s*(?:and\s+)?|\s+and\s+/)
          .map((one) => one.trim())
          .filter(Boolean);
      return property.required ? [slug(text)] : undefined;
    },
  },
];
