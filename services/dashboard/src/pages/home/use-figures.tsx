import type { OwnUse } from '@nex/core';
import { Figure } from '../../components/facts.tsx';
import { Tooltip } from '../../components/tooltip.tsx';
import { formatCompact, formatMoney } from '../../format/numbers.ts';
import { texts } from '../../texts/en.ts';

const words = texts.home.useOf;

export interface UsePart {
  part: 'runs' | OwnUse['parts'][number]['part'];
  inputTokens: number;
  outputTokens: number;
  /** Undefined: no call had a price. */
  costUsd?: number | undefined;
}

export interface UseFiguresProps {
  runs: UsePart;
  /** What was used beside the runs. While it is not known the numbers are those of the runs, and say so. */
  own: readonly UsePart[] | undefined;
  note: string;
}

/** Tokens and money of everything that asks a model; what they are made of is told beside each. */
export function UseFigures({ runs, own, note }: UseFiguresProps) {
  const parts = [runs, ...(own ?? [])];
  const priced = parts.flatMap(({ costUsd }) => costUsd ?? []);
  const told = own ? note : words.onlyRuns(note);
  const table = <Parts parts={parts} />;
  const add = (numbers: readonly number[]) => numbers.reduce((sum, one) => sum + one, 0);
  return (
    <>
      <Figure
        name={texts.common.tokens}
        value={
          <Tooltip text={table}>
            <button type="button">{formatCompact(add(parts.map(tokensOf)))}</button>
          </Tooltip>
        }
        note={told}
      />
      <Figure
        name={texts.common.cost}
        value={
          <Tooltip text={table}>
            <button type="button">{priced.length > 0 ? formatMoney(add(priced)) : '–'}</button>
          </Tooltip>
        }
        note={priced.length > 0 ? told : texts.common.noPrice}
      />
    </>
  );
}

function Parts({ parts }: { parts: readonly UsePart[] }) {
  return (
    <table>
      <thead>
        <tr className="text-left">
          <td />
          <th className="px-2 text-right font-medium">{texts.common.tokens}</th>
          <th className="text-right font-medium">{texts.common.cost}</th>
        </tr>
      </thead>
      <tbody>
        {parts.map((part) => (
          <tr key={part.part}>
            <th className="text-left font-normal">{words[part.part]}</th>
            <td className="px-2 text-right">{formatCompact(tokensOf(part))}</td>
            <td className="text-right">{part.costUsd === undefined ? '–' : formatMoney(part.costUsd)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function tokensOf({ inputTokens, outputTokens }: UsePart): number {
  return inputTokens + outputTokens;
}
