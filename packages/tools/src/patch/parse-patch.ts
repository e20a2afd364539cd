/**
 * Reads a patch in the format of Codex's apply_patch ("V4A"):
 *
 *     *** Begin Patch
 *     *** Add File: <path>        then lines that begin with +
 *     *** Delete File: <path>
 *     *** Update File: <path>     then at will *** Move to: <path>, then hunks
 *     @@ <a line above the hunk>  then lines that begin with a space, + or -, and at will *** End of File
 *     *** End Patch
 *
 * The first hunk of a file may lack its @@ line, several @@ lines narrow the place down, and a wrapping heredoc is
 * taken off.
 */

export interface HunkLine {
  kind: 'keep' | 'add' | 'remove';
  text: string;
}

export interface Hunk {
  /** Lines that stand above the hunk, from the outside in. */
  context: string[];
  lines: HunkLine[];
  /** The hunk's last line is the last of the file. */
  atEndOfFile: boolean;
  /** Line of the patch, from 1. */
  line: number;
}

export type FileChange =
  | { kind: 'add'; path: string; content: string }
  | { kind: 'delete'; path: string }
  | { kind: 'update'; path: string; moveTo?: string; hunks: Hunk[] };

export type ParsedPatch = { ok: true; changes: FileChange[] } | { ok: false; fault: string };

const ADD = '*** Add File:';
const DELETE = '*** Delete File:';
const UPDATE = '*** Update File:';
const MOVE = '*** Move to:';
const END_OF_FILE = '*** End of File';

class Malformed extends Error {}

/** `fault` names the line, counted from 1. */
export function parsePatch(input: string): ParsedPatch {
  try {
    return { ok: true, changes: new PatchReader(input).changes() };
  } catch (thrown) {
    if (thrown instanceof Malformed) return { ok: false, fault: thrown.message };
    throw thrown;
  }
}

class PatchReader {
  readonly #lines: string[];
  #at = 0;

  constructor(input: string) {
    this.#lines = input.split(/\r?\n/);
    this.#skipEmpty();
    if (/^<<-?\s*['"]?\w+['"]?$/.test(this.#peek()?.trim() ?? '')) {
      this.#at += 1;
      while (this.#lines.at(-1)?.trim() === '') this.#lines.pop();
      this.#lines.pop();
    }
  }

  changes(): FileChange[] {
    this.#skipEmpty();
    if (this.#peek()?.trim() !== '*** Begin Patch') this.#fail('the patch must begin with "*** Begin Patch"');
    this.#at += 1;
    const changes: FileChange[] = [];
    for (;;) {
      this.#skipEmpty();
      const line = this.#peek();
      if (line === undefined) this.#fail('the patch must end with "*** End Patch"');
      if (line.trim() === '*** End Patch') break;
      changes.push(this.#change(line));
    }
    this.#at += 1;
    this.#skipEmpty();
    if (this.#peek() !== undefined) this.#fail('nothing may follow "*** End Patch"');
    return changes;
  }

  #change(header: string): FileChange {
    for (const [marker, kind] of [
      [ADD, 'add'],
      [DELETE, 'delete'],
      [UPDATE, 'update'],
    ] as const) {
      if (!header.startsWith(marker)) continue;
      const path = this.#path(header, marker);
      this.#at += 1;
      if (kind === 'delete') return { kind, path };
      return kind === 'add' ? { kind, path, content: this.#addedContent() } : this.#update(path);
    }
    this.#fail(`expected "${ADD} <path>", "${DELETE} <path>" or "${UPDATE} <path>"`);
  }

  #path(line: string, marker: string): string {
    const path = line.slice(marker.length).trim();
    if (path === '') this.#fail(`"${marker}" needs a path`);
    return path;
  }

  #addedContent(): string {
    let content = '';
    for (let line = this.#peek(); line?.startsWith('+'); line = this.#peek()) {
      content += `${line.slice(1)}\n`;
      this.#at += 1;
    }
    const next = this.#peek();
    if (next !== undefined && next.trim() !== '' && !next.startsWith('***')) {
      this.#fail('each line of an added file must begin with "+"');
    }
    return content;
  }

  #update(path: string): FileChange {
    let moveTo: string | undefined;
    const first = this.#peek();
    if (first?.startsWith(MOVE)) {
      moveTo = this.#path(first, MOVE);
      this.#at += 1;
    }
    const hunks: Hunk[] = [];
    for (;;) {
      const line = this.#peek();
      if (line === undefined || (line.startsWith('***') && line.trim() !== END_OF_FILE)) break;
      if (line.trim() === '' && this.#restIsEmpty()) {
        this.#at += 1;
        continue;
      }
      hunks.push(this.#hunk(hunks.length === 0));
    }
    if (hunks.length === 0 && moveTo === undefined) this.#fail(`the update of "${path}" has no hunk`);
    return { kind: 'update', path, ...(moveTo !== undefined && { moveTo }), hunks };
  }

  #hunk(isFirst: boolean): Hunk {
    const hunk: Hunk = { context: [], lines: [], atEndOfFile: false, line: this.#at + 1 };
    let marked = false;
    for (let line = this.#peek(); line?.startsWith('@@'); line = this.#peek()) {
      // Line numbers of other patch formats say nothing here.
      const above = line.slice(2).replace(/^ (-\d+(,\d+)? \+\d+(,\d+)? @@)?/, '');
      if (above.trim() !== '') hunk.context.push(above);
      marked = true;
      this.#at += 1;
    }
    if (!marked && !isFirst) this.#fail('a hunk must begin with "@@"');
    for (let line = this.#peek(); line !== undefined; line = this.#peek()) {
      if (line.trim() === END_OF_FILE) {
        hunk.atEndOfFile = true;
        this.#at += 1;
        break;
      }
      if (line.startsWith('***') || line.startsWith('@@')) break;
      if (line === '' && this.#restIsEmpty()) break;
      hunk.lines.push(this.#hunkLine(line));
      this.#at += 1;
    }
    if (hunk.lines.length === 0) this.#fail('the hunk has no lines');
    return hunk;
  }

  #hunkLine(line: string): HunkLine {
    const text = line.slice(1);
    if (line === '' || line.startsWith(' ')) return { kind: 'keep', text };
    if (line.startsWith('+')) return { kind: 'add', text };
    if (line.startsWith('-')) return { kind: 'remove', text };
    this.#fail('each line of a hunk must begin with a space, "+" or "-"');
  }

  /** Whether only empty lines stand before the next `***` line. */
  #restIsEmpty(): boolean {
    let at = this.#at;
    while (this.#lines[at]?.trim() === '') at += 1;
    return this.#lines[at] === undefined || (this.#lines[at]?.startsWith('***') ?? false);
  }

  #peek(): string | undefined {
    return this.#lines[this.#at];
  }

  #skipEmpty(): void {
    while (this.#peek()?.trim() === '') this.#at += 1;
  }

  #fail(what: string): never {
    const line = this.#peek();
    const found = line === undefined ? 'the patch ends here' : `found ${JSON.stringify(line.slice(0, 200))}`;
    throw new Malformed(
      `Line ${Math.min(this.#at + 1, this.#lines.length)} of the patch: ${what}; ${found}.`,
    );
  }
}
