import type { Build } from '@nex/core';
import { formatCompact, formatMoney } from '../../../format/numbers.ts';
import { texts } from '../../../texts/en.ts';

const words = texts.builds.economy;
const UNITS = ['perAcceptedQuery', 'perCompletedRun', 'perKeptTrajectory'] as const;
const PARTS = ['synthesis', 'runs', 'verifying', 'judging'] as const;
const CELL = 'px-3 py-1.5 text-right';

export function EconomyTable({ build: { economy, usage } }: { build: Build }) {
  const money = (costUsd: number | undefined) => (costUsd === undefined ? '–' : formatMoney(costUsd));
  return (
    <table className="w-full">
      <thead>
        <tr className="border-b text-xs text-faint">
          <td />
          <th className={`${CELL} font-medium`}>{words.tokens}</th>
          <th className={`${CELL} font-medium`}>{words.cost}</th>
        </tr>
      </thead>
      <tbody>
        {UNITS.map((unit) => (
          <tr key={unit} className="border-b">
            <th className="px-3 py-1.5 text-left font-medium">{words[unit]}</th>
            <td className={CELL}>
              {economy?.[unit] === undefined ? '–' : formatCompact(economy[unit].tokens)}
            </td>
            <td className={CELL}>{money(economy?.[unit]?.costUsd)}</td>
          </tr>
        ))}
        {PARTS.map((part) => {
          const used = usage[part];
          return (
            used && (
              <tr key={part} className="border-b text-muted last:border-0">
                <th className="px-3 py-1.5 text-left font-normal">
                  {words.parts}: {words[part]}
                </th>
                <td className={CELL}>{formatCompact(used.inputTokens + used.outputTokens)}</td>
                <td className={CELL}>{money(used.costUsd)}</td>
              </tr>
            )
          );
        })}
      </tbody>
    </table>
  );
}
