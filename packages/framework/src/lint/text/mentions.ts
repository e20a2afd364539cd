/** Finds names in prose: as whole words, with the sentence around them. */

export interface Mention {
  name: string;
  /** Offset in the text. */
  at: number;
  sentence: string;
  /** Between backticks. */
  isCode: boolean;
}

const TOKEN = /[A-Za-z0-9_][A-Za-z0-9_-]*/g;

/** The first mention of each name. Names that are no single word are looked for as they are. */
export function mentionsOf(text: string, names: Iterable<string>): Mention[] {
  const known = new Set(names);
  const found = new Map<string, Mention>();
  const note = (name: string, at: number) => {
    if (found.has(name)) return;
    const isCode = text[at - 1] === '`' && text[at + name.length] === '`';
    found.set(name, { name, at, sentence: sentenceAt(text, at), isCode });
  };
  for (const match of text.matchAll(TOKEN)) {
    const word = match[0].replace(/-+$/, '');
    if (known.has(word)) note(word, match.index);
  }
  for (const name of known) {
    if (/^[A-Za-z0-9_-]+$/.test(name) || name === '') continue;
    const at = text.indexOf(name);
    if (at >= 0) note(name, at);
  }
  return [...found.values()];
}

/** Not an ordinary word: it has a separator, a digit, or a capital inside. */
export function isDistinctive(name: string): boolean {
  return /[_\d-]/.test(name.slice(1)) || /[a-z][A-Z]/.test(name) || /[^\x20-\x7e]{3}/.test(name);
}

export function lineAt(text: string, at: number): number {
  return text.slice(0, at).split('\n').length;
}

function sentenceAt(text: string, at: number): string {
  const start = Math.max(
    0,
    ...['\n', '. ', '! ', '? ', '。', '！', '？', ';', '；'].map((end) => {
      const before = text.lastIndexOf(end, at - 1);
      return before < 0 ? 0 : before + end.length;
    }),
  );
  const rest = text.slice(at).search(/[\n。！？；;]|[.!?](?=\s|$)/);
  return text.slice(start, rest < 0 ? undefined : at + rest).trim();
}
