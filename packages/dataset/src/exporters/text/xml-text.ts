/** Text inside of XML elements and double-quoted attributes. */

/** Whether XML 1.0 can hold the text: it has no spelling for most control characters. */
export function isXmlText(text: string): boolean {
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code === 0xfffe || code === 0xffff) return false;
    if (code < 0x20 && code !== 9 && code !== 10 && code !== 13) return false;
  }
  return true;
}

/** The escape of a unit, or `undefined`. */
function escapeOf(code: number): string | undefined {
  if (code > 62) return undefined;
  switch (code) {
    case 38:
      return '&amp;';
    case 60:
      return '&lt;';
    case 62:
      return '&gt;';
    case 34:
      return '&quot;';
    case 13:
      return '&#13;';
    default:
      return undefined;
  }
}

export function escapeXml(text: string): string {
  let escaped = '';
  let from = 0;
  for (let at = 0; at < text.length; at += 1) {
    const escape = escapeOf(text.charCodeAt(at));
    if (escape === undefined) continue;
    escaped += text.slice(from, at) + escape;
    from = at + 1;
  }
  return from === 0 ? text : escaped + text.slice(from);
}

/** Each with the sign behind its `&`, by which it is told from the others. */
const SIGNS: Readonly<Record<string, readonly [escape: string, sign: string]>> = {
  l: ['&lt;', '<'],
  g: ['&gt;', '>'],
  q: ['&quot;', '"'],
  a: ['&amp;', '&'],
  '#': ['&#13;', '\r'],
};

/** What is no escape stays. */
export function unescapeXml(text: string): string {
  let plain = '';
  let from = 0;
  for (let at = text.indexOf('&'); at >= 0; at = text.indexOf('&', at + 1)) {
    const [escape, sign] = SIGNS[text.charAt(at + 1)] ?? [];
    if (escape === undefined || !text.startsWith(escape, at)) continue;
    plain += text.slice(from, at) + sign;
    from = at + escape.length;
  }
  return from === 0 ? text : plain + text.slice(from);
}
