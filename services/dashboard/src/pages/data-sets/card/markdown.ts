/**
 * Reads the part of Markdown that cards are written in: headings, paragraphs, tables, lists, quotations, code, pictures.
 * Everything else stays text. Front matter is left out.
 */
export type Block =
  | { kind: 'heading'; level: number; text: string }
  | { kind: 'paragraph' | 'quote'; text: string }
  | { kind: 'code'; text: string }
  | { kind: 'list'; items: string[] }
  | { kind: 'image'; alt: string; path: string }
  | { kind: 'table'; head: string[]; rows: string[][] };

export type Inline =
  | { kind: 'text' | 'code' | 'strong'; text: string }
  | { kind: 'link'; text: string; href: string };

export function readBlocks(markdown: string): Block[] {
  const lines = markdown.replace(/^---\n[\s\S]*?\n---\n/, '').split('\n');
  const blocks: Block[] = [];
  let at = 0;
  const take = (goesOn: (line: string) => boolean): string[] => {
    const from = at;
    while (at < lines.length && goesOn(lines[at] ?? '')) at += 1;
    return lines.slice(from, at);
  };
  while (at < lines.length) {
    const line = lines[at] ?? '';
    const heading = /^(#{1,6}) +(.*)$/.exec(line);
    const image = /^!\[([^\]]*)\]\(([^)\s]+)\)\s*$/.exec(line);
    if (line.trim() === '') at += 1;
    else if (heading) {
      at += 1;
      blocks.push({ kind: 'heading', level: heading[1]?.length ?? 1, text: heading[2] ?? '' });
    } else if (image) {
      at += 1;
      blocks.push({ kind: 'image', alt: image[1] ?? '', path: image[2] ?? '' });
    } else if (line.startsWith('```')) {
      at += 1;
      const code = take((one) => !one.startsWith('```'));
      at += 1;
      blocks.push({ kind: 'code', text: code.join('\n') });
    } else if (line.startsWith('|')) {
      blocks.push(toTable(take((one) => one.startsWith('|'))));
    } else if (line.startsWith('>')) {
      const quoted = take((one) => one.startsWith('>'));
      blocks.push({ kind: 'quote', text: quoted.map((one) => one.replace(/^> ?/, '')).join('\n') });
    } else if (/^[-*] /.test(line)) {
      blocks.push({ kind: 'list', items: take((one) => /^[-*] /.test(one)).map((one) => one.slice(2)) });
    } else {
      const paragraph = take((one) => one.trim() !== '' && !/^(#{1,6} |```|\||>|[-*] |!\[)/.test(one));
      // A line that begins like something else and is not: it is text all the same.
      if (paragraph.length === 0) paragraph.push(lines[at++] ?? '');
      blocks.push({ kind: 'paragraph', text: paragraph.join(' ') });
    }
  }
  return blocks;
}

function toTable(lines: readonly string[]): Block {
  const cells = (line: string) =>
    line
      .trim()
      .replace(/^\||\|$/g, '')
      .split(/(?<!\\)\|/)
      .map((cell) => cell.trim().replaceAll('\\|', '|'));
  const [head = '', , ...rows] = lines;
  return { kind: 'table', head: cells(head), rows: rows.map(cells) };
}

const INLINE = /`([^`]+)`|\*\*([^*]+)\*\*|\[([^\]]+)\]\((https?:[^)\s]+)\)/g;

export function readInline(text: string): Inline[] {
  const parts: Inline[] = [];
  let end = 0;
  for (const found of text.matchAll(INLINE)) {
    const [whole, code, strong, label, href] = found;
    if (found.index > end) parts.push({ kind: 'text', text: plain(text.slice(end, found.index)) });
    end = found.index + whole.length;
    if (code !== undefined) parts.push({ kind: 'code', text: code });
    else if (strong !== undefined) parts.push({ kind: 'strong', text: plain(strong) });
    else if (href !== undefined) parts.push({ kind: 'link', text: plain(label ?? ''), href });
  }
  if (end < text.length) parts.push({ kind: 'text', text: plain(text.slice(end)) });
  return parts;
}

const NAMED: Record<string, string> = { lt: '<', gt: '>', amp: '&', quot: '"' };

/** Takes back what keeps a text from being read as Markdown. */
function plain(text: string): string {
  return text
    .replace(/&#(\d+);/g, (_, code: string) => String.fromCodePoint(Number(code)))
    .replace(/&(lt|gt|amp|quot);/g, (_, name: string) => NAMED[name] ?? '')
    .replace(/\\([\\`*_{}[\]()#+\-.!|<>])/g, '$1');
}
