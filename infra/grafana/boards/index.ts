/** The dashboards. `node scripts/write-boards.ts` writes them as JSON. */
import { type BoardDescription, boardOf } from './board.ts';
import { DATA_TEAM } from './data-team.ts';
import { OPERATORS } from './operators.ts';

export const BOARDS: readonly BoardDescription[] = [OPERATORS, DATA_TEAM];

/** What the file of a board holds. */
export function boardText(board: BoardDescription): string {
  return `${JSON.stringify(boardOf(board), null, 2)}\n`;
}
