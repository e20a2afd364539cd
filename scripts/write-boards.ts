/** Writes the Grafana dashboards from their descriptions: `node scripts/write-boards.ts`. */
import { writeFile } from 'node:fs/promises';
import { BOARDS, boardText } from '../infra/grafana/boards/index.ts';

for (const board of BOARDS) {
  await writeFile(
    new URL(`../infra/grafana/dashboards/${board.uid}.json`, import.meta.url),
    boardText(board),
  );
}
