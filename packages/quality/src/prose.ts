/** The prose of a text in Markdown, apart from its code. */

const FENCED = /^[ \t]*(`{3,}|~{3,})[^\n]*\n[\s\S]*?(?:^[ \t]*\1[^\n]*$|$(?![\s\S]))/gmu;
const INLINE = /`[^`\n]+`/g;

/** Without code blocks; code inside of a line stays. */
export function withoutCodeBlocks(text: string): string {
  return text.includes('```') || text.includes('~~~') ? text.replaceAll(FENCED, ' ') : text;
}

/** Without any code. */
export function proseOf(text: string): string {
  return withoutCodeBlocks(text).replaceAll(INLINE, ' ');
}

/** Sentences and lines, each with its punctuation. A full stop inside of a word, number or file name ends none. */
export function sentencesOf(text: string): string[] {
  return text.split(/(?<=[.!?])\s+|(?<=[。！？；])|\n+/u).filter((sentence) => sentence.trim() !== '');
}
