/** Text inside of XML elements and double-quoted attributes. */

/** Whether XML 1.0 can hold the text: it has no spelling for most control characters. */
export function isXmlText(text: string): boolean {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are the ones in question.
  return !/[\0-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]/.test(text);
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
