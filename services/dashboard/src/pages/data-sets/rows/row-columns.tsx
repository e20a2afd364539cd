import type { DataSetRow } from '@nex/core';
import { Badge } from '../../../components/badge.tsx';
import type { Column } from '../../../components/table.tsx';
import { texts } from '../../../texts/en.ts';

const words = texts.dataSets.rows;

export const ROW_COLUMNS: readonly Column<DataSetRow>[] = [
  {
    id: 'query',
    header: words.columns.query,
    width: 'minmax(260px, 4fr)',
    cell: ({ query, rowId, runId }) => query ?? `${words.hidden} ${rowId || runId}`,
  },
  {
    id: 'problemType',
    header: words.columns.problemType,
    width: 'minmax(140px, 2fr)',
    cell: ({ problemType }) => (
      <span className="text-muted" title={problemType?.join(' › ')}>
        {problemType?.at(-1)}
      </span>
    ),
  },
  { id: 'difficulty', header: words.columns.difficulty, width: '80px', cell: ({ difficulty }) => difficulty },
  { id: 'language', header: words.columns.language, width: '76px', cell: ({ language }) => language },
  {
    id: 'reward',
    header: words.columns.reward,
    width: '68px',
    align: 'right',
    cell: ({ reward }) => reward ?? '',
  },
  {
    id: 'verdict',
    header: words.columns.verdict,
    width: 'minmax(130px, 1fr)',
    cell: ({ kept, reason, flags = [] }) => (
      <span className="flex gap-1.5">
        <Badge tone={kept ? (flags.length > 0 ? 'warn' : 'good') : 'bad'}>
          {kept ? words.keptWord : reason}
        </Badge>
        {kept && <span className="truncate text-faint">{flags.join(', ')}</span>}
      </span>
    ),
  },
];
