/**
 * Results of a search in a text for models. Two forms are common: lines with labels (`Title: …`, `URL: …`), and links,
 * bare or in Markdown, with words around them.
 */
import type { SearchHit } from '../enhancers/web.ts';

/** Behind a number or a mark of a list, bold or not. */
const LABELLED =
  /^[\s\d.()*#>•-]*(title|url|link|source|description|snippet|summary|content|text)[\s*]*[:：][\s*]*(.*)$/i;
const LABEL_OF: Readonly<Record<string, keyof SearchHit>> = {
  title: 'title',
  url: 'url',
  link: 'url',
  source: 'url',
};
const ADDRESS = /https?:\/\/[^\s<>"'`\]，。、）]+/i;
/** An address may hold brackets: `/wiki/Slug_(animal)`. */
const MARKDOWN_LINK = /\[([^\]]+)\]\((https?:\/\/(?:[^\s()]|\([^\s()]*\))+)[^)]*\)/i;

/** Patterns are looked for in no longer line: what a server sends may be made to keep them busy. */
const MAX_LINE_CHARS = 2000;

export function readTextHits(text: string): SearchHit[] {
  const lines = text.split(/\r?\n/).map((line) => line.trim().slice(0, MAX_LINE_CHARS));
  const labelled = lines.some((line) => isAddressLabel(LABELLED.exec(line)));
  return labelled ? readLabelled(lines) : readLinks(lines);
}

function isAddressLabel(match: RegExpExecArray | null): boolean {
  return match !== null && LABEL_OF[(match[1] ?? '').toLowerCase()] === 'url' && ADDRESS.test(match[2] ?? '');
}

/** A label that was there already begins the next hit; lines without one go on with the text before. */
function readLabelled(lines: readonly string[]): SearchHit[] {
  const hits: SearchHit[] = [];
  let open: Partial<SearchHit> = {};
  let last: keyof SearchHit | undefined;
  const close = () => {
    if (open.url !== undefined)
      hits.push({ title: open.title ?? '', url: open.url, snippet: open.snippet ?? '' });
    open = {};
    last = undefined;
  };
  for (const line of lines) {
    const match = LABELLED.exec(line);
    if (!match) {
      if (last === 'snippet' && line !== '') open.snippet = `${open.snippet} ${line}`.trim();
      continue;
    }
    const [, label = '', value = ''] = match;
    const key = LABEL_OF[label.toLowerCase()] ?? 'snippet';
    // A source may be the name of a paper.
    const address = key === 'url' ? addressIn(value) : undefined;
    if (key === 'url' && address === undefined) continue;
    // A hit may have a description and a content; it has one title and one address.
    if (open[key] !== undefined && key !== 'snippet') close();
    if (key === 'snippet') open.snippet = [open.snippet ?? '', value].join(' ').trim();
    else open[key] = address ?? value;
    last = key;
  }
  close();
  return hits;
}

/** The words before an address are its title, else the line above it; the lines below it, up to the next title, its text. */
function readLinks(lines: readonly string[]): SearchHit[] {
  const full = lines.filter((line) => line !== '');
  const places = full.flatMap((line, at) => (addressIn(line) === undefined ? [] : [at]));
  const starts = places.map((at) =>
    linkOf(full[at] ?? '').title === '' && at > 0 && !places.includes(at - 1) ? at - 1 : at,
  );
  return places.map((at, index) => {
    const { title, url, rest } = linkOf(full[at] ?? '');
    const end = starts[index + 1] ?? full.length;
    const above = starts[index] === at ? '' : (full[at - 1] ?? '');
    const snippet = [rest, ...full.slice(at + 1, Math.max(end, at + 1))].join(' ').trim();
    return { title: title || bare(above), url, snippet };
  });
}

function linkOf(line: string): { title: string; url: string; rest: string } {
  const markdown = MARKDOWN_LINK.exec(line);
  const [whole, title = '', target = ''] = markdown ?? [];
  if (markdown && whole !== undefined && URL.canParse(target)) {
    return { title: bare(title), url: target, rest: bare(line.slice(markdown.index + whole.length)) };
  }
  const url = addressIn(line) ?? '';
  const at = line.indexOf(url);
  return { title: bare(line.slice(0, at)), url, rest: bare(line.slice(at + url.length)) };
}

/** Marks of sentences behind it, and a bracket that was opened before it, do not belong to an address. */
function addressIn(text: string): string | undefined {
  let found = ADDRESS.exec(text)?.[0] ?? '';
  for (let before = ''; before !== found; ) {
    before = found;
    found = found.replace(/[.,;:!?*]+$/, '');
    if (found.endsWith(')') && found.split(')').length > found.split('(').length) found = found.slice(0, -1);
  }
  return URL.canParse(found) ? found : undefined;
}

/** Without numbers of a list, marks of headings and dividers around the words. */
function bare(text: string): string {
  return text
    .replace(/^(?:\d+[.)]|[^\p{L}\p{N}"“(])+/u, '')
    .replace(/[^\p{L}\p{N}"”).!?。！？]+$/u, '')
    .trim();
}
