import type { Run } from '@nex/core';
import { StateBadge } from '../../components/badge.tsx';
import type { Column } from '../../components/table.tsx';
import { Ago, Elapsed } from '../../components/time.tsx';
import { formatCompact, formatMoney } from '../../format/numbers.ts';
import { texts } from '../../texts/en.ts';

export const RUN_COLUMNS: readonly Column<Run>[] = [
  {
    id: 'input',
    header: texts.runs.columns.input,
    width: 'minmax(220px, 3fr)',
    cell: ({ input, id }) => input || id,
  },
  { id: 'agent', header: texts.runs.columns.agent, width: 'minmax(110px, 1fr)', cell: ({ agent }) => agent },
  {
    id: 'state',
    header: texts.common.state,
    width: '108px',
    cell: ({ state }) => <StateBadge state={state} />,
  },
  {
    id: 'end',
    header: texts.runs.columns.end,
    width: '120px',
    cell: ({ stopReason, failure }) => failure?.code ?? stopReason ?? '',
  },
  {
    id: 'tokens',
    header: texts.common.tokens,
    width: '80px',
    align: 'right',
    cell: ({ usage }) => formatCompact(usage.inputTokens + usage.outputTokens),
  },
  {
    id: 'cost',
    header: texts.common.cost,
    width: '84px',
    align: 'right',
    cell: ({ usage }) => (usage.costUsd === undefined ? '–' : formatMoney(usage.costUsd)),
  },
  {
    id: 'took',
    header: texts.common.took,
    width: '104px',
    align: 'right',
    cell: ({ startedAt, finishedAt }) => <Elapsed from={startedAt} to={finishedAt} />,
  },
  {
    id: 'created',
    header: texts.common.created,
    width: '96px',
    align: 'right',
    cell: ({ createdAt }) => <Ago time={createdAt} />,
  },
];
