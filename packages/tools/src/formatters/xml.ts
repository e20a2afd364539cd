/** XML: the fields as `<meta>` elements, the main text as CDATA. */
import { bodyField, type Formatter, plainValue } from './formatter.ts';

export const formatXml: Formatter = (result, { isError }) => {
  const body = bodyField(result, isError);
  const lines = ['<tool_result>'];
  for (const [name, value] of Object.entries(result)) {
    if (name !== body) lines.push(`  <meta name="${escape(name)}">${escape(plainValue(value))}</meta>`);
  }
  if (body !== undefined) {
    lines.push(`  <body field="${escape(body)}">${cdata(plainValue(result[body] ?? null))}</body>`);
  }
  lines.push('</tool_result>');
  return lines.join('\n');
};

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

function escape(text: string): string {
  return text.replace(/[&<>"]/g, (found) => ENTITIES[found] ?? found);
}

/** CDATA cannot hold its own end; the text is split there. */
function cdata(text: string): string {
  return `<![CDATA[${text.replaceAll(']]>', ']]]]><![CDATA[>')}]]>`;
}
