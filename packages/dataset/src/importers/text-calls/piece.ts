/** A text with calls in it, cut into what is said and what is called, in the order of the text. */
import type { ToolDefinition } from '@nex/core';
import type { Dialect, ParsedCall } from '@nex/dialects';

export type Piece =
  | { type: 'text'; text: string }
  | { type: 'reasoning'; text: string }
  | { type: 'call'; call: ParsedCall };

/** Text without calls comes back as one piece that is equal to it. */
export type PieceReader = (text: string, tools: readonly ToolDefinition[]) => Piece[];

export function dialectReader(dialect: Dialect): PieceReader {
  return (text, tools) => {
    const parser = dialect.createParser({ tools });
    const pieces: Piece[] = [];
    for (const delta of [...parser.push(text), ...parser.end().deltas]) {
      const last = pieces.at(-1);
      if (delta.type === 'call') pieces.push(delta);
      else if (last?.type === delta.type) last.text += delta.delta;
      else pieces.push({ type: delta.type, text: delta.delta });
    }
    return pieces.some((piece) => piece.type === 'call') ? pieces : [{ type: 'text', text }];
  };
}

/** Reads on in what is still text. */
export function readOn(
  pieces: readonly Piece[],
  read: PieceReader,
  tools: readonly ToolDefinition[],
): Piece[] {
  return pieces.flatMap((piece) => (piece.type === 'text' ? read(piece.text, tools) : [piece]));
}
