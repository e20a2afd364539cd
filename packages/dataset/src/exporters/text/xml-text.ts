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

const ESCAPES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  '\r': '&#13;',
};
const SIGNS: ReadonlyMap<string, string> = new Map(
  Object.entries(ESCAPES).map(([sign, word]) => [word, sign]),
);

export function escapeXml(text: string): string {
  return text.replaceAll(/[&<>"\r]/g, (sign) => ESCAPES[sign] ?? sign);
}

export function unescapeXml(text: string): string {
  return text.replaceAll(/&(?:amp|lt|gt|quot|#13);/g, (word) => SIGNS.get(word) ?? word);
}
