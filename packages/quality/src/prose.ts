/** The prose of a text in Markdown, apart from its code. */

const FENCE = /^[ \t]*(`{3,}|~{3,})/;
const INLINE = /`[^`\n]+`/g;

/** Without code blocks, closed or not; code inside of a line stays. */
export function withoutCodeBlocks(text: string): string {
  if (!text.includes('```') && !text.includes('~~~')) return text;
  const prose: string[] = [];
  let open: string | undefined;
  // By lines: one pattern over the whole text would go back and forth over a long row of fences.
  for (const line of text.split('\n')) {
    const fence = FENCE.exec(line)?.[1];
    if (open === undefined && fence === undefined) prose.push(line);
    else if (open === undefined) open = fence;
    else if (fence?.startsWith(open)) open = undefined;
  }
  return prose.join('\n');
}

/** Without any code. */
export function proseOf(text: string): string {
  return withoutCodeBlocks(text).replaceAll(INLINE, ' ');
}

/** Sentences and lines, each with its punctuation. A full stop inside of a word, number or file name ends none. */
export function sentencesOf(text: string): string[] {
  return text.split(/(?<=[.!?])\s+|(?<=[。！？；])|\n+/u).filter((sentence) => sentence.trim() !== '');
}
