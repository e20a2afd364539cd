/**
 * Pictures of a card: static SVG without scripts, fonts or anything else from outside, readable on light and dark
 * ground. Equal input gives equal text. Text of strangers is escaped and cut to the room that it has.
 */
import { escapeXml, isXmlText } from '../../exporters/text/xml-text.ts';

/** In pixels, of all pictures. */
export const WIDTH = 720;

const STYLE = `text{font:13px system-ui,-apple-system,"Segoe UI",sans-serif;fill:#1f2328}
.title{font-weight:600;font-size:15px}.soft{fill:#59636e}.bar{fill:#2f6fbf}.line{stroke:#8c959f;stroke-width:1}
@media (prefers-color-scheme:dark){text{fill:#e6edf3}.soft{fill:#9aa4af}.bar{fill:#6ea8fe}.line{stroke:#6e7781}}`;

export function svg(title: string, height: number, body: readonly string[]): string {
  const name = shown(title);
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" width="${WIDTH}" height="${height}" role="img">
<title>${name}</title>
<style>${STYLE}</style>
<text class="title" x="12" y="24">${name}</text>
${body.join('\n')}
</svg>
`;
}

export interface TextPlace {
  x: number;
  y: number;
  anchor?: 'start' | 'middle' | 'end';
  className?: string;
  /** The text is cut to it. Default: no limit. */
  room?: number;
}

export function text(
  content: string | number,
  { x, y, anchor = 'start', className, room }: TextPlace,
): string {
  const name = className === undefined ? '' : ` class="${className}"`;
  const cut = room === undefined ? String(content) : fitted(String(content), room);
  return `<text${name} x="${pixel(x)}" y="${pixel(y)}" text-anchor="${anchor}">${shown(cut)}</text>`;
}

export function box(x: number, y: number, width: number, height: number, opacity = 1): string {
  const faint = opacity === 1 ? '' : ` fill-opacity="${opacity.toFixed(2)}"`;
  return `<rect class="bar" x="${pixel(x)}" y="${pixel(y)}" width="${pixel(width)}" height="${pixel(height)}" rx="2"${faint}/>`;
}

/** Thousands apart. */
export function figure(value: number): string {
  return value.toLocaleString('en-US');
}

function pixel(value: number): string {
  return String(Math.round(value * 10) / 10);
}

function shown(content: string): string {
  return escapeXml(isXmlText(content) ? content : content.replaceAll(/\p{C}/gu, '�'));
}

/** By estimate: letters of East Asia are as wide as the type is high, others take about half of it. */
function fitted(content: string, room: number): string {
  let width = 0;
  let kept = '';
  for (const sign of content.replaceAll(/\s+/gu, ' ')) {
    width += (sign.codePointAt(0) ?? 0) >= 0x1100 ? 13.5 : 7.2;
    if (width > room - 8) return `${kept}…`;
    kept += sign;
  }
  return kept;
}
