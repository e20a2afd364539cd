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

/** Pass after pass: with a pattern that is one literal the engine copies the text in between at once. */
export function escapeXml(text: string): string {
  return text
    .replaceAll(/&/g, '&amp;')
    .replaceAll(/</g, '&lt;')
    .replaceAll(/>/g, '&gt;')
    .replaceAll(/"/g, '&quot;')
    .replaceAll(/\r/g, '&#13;');
}

/** `&amp;` comes last, so that what it gives is read no further. */
export function unescapeXml(text: string): string {
  if (!text.includes('&')) return text;
  return text
    .replaceAll(/&lt;/g, '<')
    .replaceAll(/&gt;/g, '>')
    .replaceAll(/&quot;/g, '"')
    .replaceAll(/&#13;/g, '\r')
    .replaceAll(/&amp;/g, '&');
}
