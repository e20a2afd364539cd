/** Markdown: the fields as a list, then the main text under its own heading. A lone main text stands bare. */
import { bodyField, type Formatter, plainValue } from './formatter.ts';

export const formatMarkdown: Formatter = (result, { isError }) => {
  const [only, ...others] = Object.keys(result);
  if (others.length === 0 && (only === 'content' || only === 'result'))
    return plainValue(result[only] ?? null);
  const body = bodyField(result, isError);
  const lines = ['## Tool Result'];
  const metadata = Object.entries(result).filter(([name]) => name !== body);
  if (metadata.length > 0) lines.push('', '### Metadata', '');
  for (const [name, value] of metadata) lines.push(listItem(name, plainValue(value)));
  if (body !== undefined) lines.push('', `### Body (\`${body}\`)`, '', plainValue(result[body] ?? null));
  return lines.join('\n');
};

function listItem(name: string, text: string): string {
  if (!text.includes('\n')) return `- \`${name}\`: ${text}`;
  return `- \`${name}\`:\n${text.replace(/^/gm, '  ')}`;
}
