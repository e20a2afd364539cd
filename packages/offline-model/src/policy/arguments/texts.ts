/** Texts: what is to be written, looked for or worked on. */

import { addressesIn, coloursIn, cronsIn, filesIn, quotationsIn, versionsIn } from '../../text/literals.ts';
import { plain } from '../../text/plain.ts';
import { capital, slug } from '../../text/tokens.ts';
import type { FillContext, Filler, Property } from './filler.ts';
import { namesIn } from './records.ts';

function isText(property: Property): boolean {
  return property.type === 'string';
}

/** What a request has written down: the given words, or the results it points at. */
function content(context: FillContext): string {
  const { text, notes, situation, chosen } = context;
  const file = filesIn(text)[0]?.value ?? plain(chosen.path ?? chosen.fileName);
  const given = quotationsIn(text)
    .map(({ value }) => value)
    .filter(
      (value) =>
        value !== file && slug(value) !== slug(file.replace(/\.\w+$/, '')) && value !== chosen.projectName,
    );
  const explicit = /\b(?:text|words|line|message|saying|says|content|sentence|reads?|reading)\b/i.test(text)
    ? given.at(-1)
    : undefined;
  if (explicit) return `${explicit}\n`;
  const after = /:\s+(.+)$/s.exec(text.replace(file, ''))?.[1];
  const title = capital((file.split('/').at(-1) ?? 'notes').replace(/\.\w+$/, '').replace(/[-_]+/g, ' '));
  const lines = after
    ? after.split(/;\s*|\n/).map((line) => capital(line.trim()))
    : notes.flatMap((note) => note.split('\n'));
  if (lines.length === 0) lines.push(given.at(-1) ?? subject(text) ?? situation.task.goal);
  const body = lines.filter(Boolean).map((line) => `- ${line.replace(/^- /, '')}`);
  if (file.endsWith('.txt')) return `${title}\n\n${body.join('\n')}\n`;
  if (file.endsWith('.json')) return `${JSON.stringify({ title, lines }, null, 2)}\n`;
  if (file.endsWith('.csv'))
    return `line,text\n${lines.map((line, at) => `${at + 1},"${line.replace(/"/g, '""')}"`).join('\n')}\n`;
  return `# ${title}\n\n${body.join('\n')}\n`;
}

/** What a request is about: the words after "about", "for" or "on". */
function subject(text: string): string | undefined {
  const found =
    /\b(?:about|for|mention(?:s|ing)?|containing|related to|on|named|called|matching|regarding)\s+(?:the\s+|our\s+|my\s+)?(.+?)(?:\s+(?:in|from|within|and|to|so)\b.*)?[?.!]*$/i.exec(
      text,
    )?.[1];
  return found?.trim();
}

function query(context: FillContext): string | undefined {
  const { text } = context;
  const quoted = quotationsIn(text)[0]?.value;
  return quoted ?? namesIn(text)[0] ?? subject(text)?.split(/\s+/).slice(-2).join(' ');
}

function filePattern(context: FillContext): string | undefined {
  const file = filesIn(context.text)[0]?.value;
  if (file) return `**/${file.split('/').at(-1)}`;
  const quoted = quotationsIn(context.text)[0]?.value;
  if (quoted) return /[*?]/.test(quoted) ? quoted : `**/*${quoted}*`;
  const extension = /\.(\w{2,4})\b|\b(markdown|csv|json|text)\b/i.exec(context.text);
  const known =
    extension?.[1] ??
    { markdown: 'md', text: 'txt' }[extension?.[2]?.toLowerCase() ?? ''] ??
    extension?.[2]?.toLowerCase();
  if (known) return `**/*.${known}`;
  const word = subject(context.text);
  return word ? `**/*${slug(word.split(/\s+/)[0] ?? word)}*` : undefined;
}

function projectName({ text, situation, concept }: FillContext): string | undefined {
  const named =
    /\bproject\s+(?:called|named)?\s*[`"'“]([^`"'”]+)/i.exec(text)?.[1] ??
    /\b(?:notes?|files?|memory bank|bank)\s+(?:for|of)\s+(?:the\s+|our\s+|my\s+)?[`"'“]?([\w -]+?)[`"'”]?(?:\s+project\b|\s+(?:as|in|under|with)\b|[.,;?]|$)/i.exec(
      text,
    )?.[1] ??
    /[`"'“]?([\w-]+)[`"'”]?\s+project\b/i.exec(text)?.[1];
  if (named && !/^(?:the|our|my|that|this|same|each|a)$/i.test(named)) return slug(named);
  const before = situation.task.requests
    .map((one) => /[`"'“]([\w-]+)[`"'”]?\s+project|project\s+[`"'“]([\w-]+)/i.exec(one.text))
    .find(Boolean);
  const file = filesIn(text)[0]?.value.replace(/\.\w+$/, '');
  return before?.[1] ?? before?.[2] ?? (concept?.stores ? slug(file ?? 'notes', 24) : undefined);
}

/** The n-th quotation, for parameters that come in pairs (text1, text2). */
function numbered(property: Property, texts: string[]): string | undefined {
  const at = Number(/(\d)$/.exec(property.name)?.[1] ?? 1) - 1;
  return texts[at];
}

/** A word of code the request names: quoted, or written with capitals. */
function codeName(property: Property, { text }: FillContext): string | undefined {
  const quoted = quotationsIn(text)[0]?.value;
  if (quoted) return quoted;
  return /type/i.test(property.name) ? /\b(\p{Lu}\p{L}+)\s+type\b/u.exec(text)?.[1] : undefined;
}

/** Fillers of texts, the most particular first. */
export const TEXTS: Filler[] = [
  {
    name: 'colour',
    fits: (p) => isText(p) && /^colou?r$/i.test(p.name),
    fill: (_, { text }) => coloursIn(text)[0]?.value,
  },
  {
    name: 'cron',
    fits: (p) => isText(p) && /cron/i.test(p.description),
    fill: (_, { text }) => cronsIn(text)[0]?.value,
  },
  {
    name: 'address',
    fits: (p) => isText(p) && /^(?:url|uri|link|address)$/i.test(p.name),
    fill: (_, { text }) => addressesIn(text)[0]?.value,
  },
  {
    name: 'version',
    fits: (p) => isText(p) && /^version\d?$/i.test(p.name),
    fill: (p, { text }) =>
      numbered(
        p,
        versionsIn(text).map(({ value }) => value),
      ),
  },
  {
    name: 'range',
    fits: (p) => isText(p) && p.name === 'range',
    fill: (_, { text }) => /[\^~][\d.]+/.exec(text)?.[0],
  },
  {
    name: 'digits',
    fits: (p) => isText(p) && p.name === 'number',
    fill: (_, { text }) => /\b\d{6,}\b/.exec(text.replace(/(\d) (?=\d)/g, '$1'))?.[0],
  },
  {
    name: 'address-block',
    fits: (p) => isText(p) && p.name === 'cidr',
    fill: (_, { text }) => /\b\d{1,3}(?:\.\d{1,3}){3}\/\d{1,2}\b/.exec(text)?.[0],
  },
  {
    name: 'network-address',
    fits: (p) => isText(p) && /^(?:ip|target)$/.test(p.name),
    fill: (_, { text }) => /\b\d{1,3}(?:\.\d{1,3}){3}\b(?!\/)/.exec(text)?.[0],
  },
  {
    name: 'project',
    fits: (p) => isText(p) && /project/i.test(p.name),
    fill: (_, context) => projectName(context),
  },
  {
    name: 'content',
    fits: (p) => isText(p) && /^(?:content|contents|body|markdown)$/i.test(p.name),
    fill: (_, context) => content(context),
  },
  { name: 'code-name', fits: (p) => isText(p) && /^(?:type|field)Name$/.test(p.name), fill: codeName },
  {
    name: 'file-pattern',
    fits: (p) => isText(p) && p.name === 'pattern' && p.siblings.includes('path'),
    fill: (_, context) => filePattern(context),
  },
  {
    name: 'query',
    fits: (p) => isText(p) && /^(?:query|q|search|pattern|keyword|term)s?$/i.test(p.name),
    fill: (_, context) => query(context),
  },
  {
    name: 'original-request',
    fits: (p) => isText(p) && /originalRequest|^request$|^goal$|^objective$/i.test(p.name),
    fill: (_, { text, request }) =>
      request.zh?.replace(/[：:].*$/, '') ??
      capital(
        (/^([^:]*):\s/.exec(text)?.[1] ?? text)
          .replace(/\s+with (?:(?:these|the|\w+)\s+)?(?:tasks|steps)$/i, '')
          .replace(/[.\s]+$/, ''),
      ),
  },
  {
    name: 'worked-on',
    fits: (p) => isText(p) && /^(?:input|text\d?|string|char|token|value|message|note)$/i.test(p.name),
    fill: (property, { text }) =>
      numbered(
        property,
        quotationsIn(text).map(({ value }) => value),
      ),
  },
  {
    name: 'place-name',
    fits: (p) => isText(p) && /city|location|place|country|town/i.test(p.name),
    fill: (_, { text }) =>
      /\b(?:in|for|of|at|near)\s+(\p{Lu}[\p{L}-]*(?:\s\p{Lu}[\p{L}-]*)*)/u.exec(text)?.[1] ??
      namesIn(text)[0],
  },
  {
    name: 'text',
    fits: (p) => isText(p) && p.required,
    fill: (property, context) => {
      const labelled = new RegExp(`\\b${property.name}\\b\\s*(?:is|=|:)?\\s*["“\`']?([\\w.@/-]+)`, 'i').exec(
        context.text,
      )?.[1];
      return (
        labelled ?? quotationsIn(context.text)[0]?.value ?? namesIn(context.text)[0] ?? subject(context.text)
      );
    },
  },
];
