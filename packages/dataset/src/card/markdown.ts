/** Text of strangers inside Markdown: shown as it is, never read as markup. */

/** One line that is safe in a paragraph and in a table's cell. */
export function inline(text: string): string {
  return text
    .replaceAll(/\s+/gu, ' ')
    .replaceAll(/[\\`*_{}[\]<>#|~&!]/g, (sign) => `&#${sign.charCodeAt(0)};`);
}

export function quoted(text: string): string {
  return `> ${inline(text.trim())}`;
}

export function table(head: readonly string[], rows: readonly (readonly (string | number)[])[]): string {
  const line = (cells: readonly (string | number)[]) => `| ${cells.join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}

/** JSON in a code block that no content can close: in JSON every line break of a text is escaped. */
export function jsonBlock(value: unknown): string {
  return `\`\`\`json\n${JSON.stringify(value, undefined, 2)}\n\`\`\``;
}
