/** XML's CDATA: text that is exactly itself. `]]>` inside is split over two sections. */

const START = '<![CDATA[';
const END = ']]>';
export function writeCdata(text: string): string {
  return START + text.replaceAll(END, ']]]]><![CDATA[>') + END;
}

export function startsCdata(text: string): boolean {
  return text.startsWith(START);
}

/** Whether the whole text is CDATA. */
export function isCdata(text: string): boolean {
  return text.startsWith(START) && text.endsWith(END);
}

/** What the sections hold; of a section with a bare `]]>` inside, everything between its first and last mark. */
export function readCdata(text: string): string {
  let out = '';
  for (let at = 0; at < text.length; ) {
    const end = text.indexOf(END, at);
    if (!text.startsWith(START, at) || end < 0) return text.slice(START.length, -END.length);
    out += text.slice(at + START.length, end);
    at = end + END.length;
  }
  return out;
}
