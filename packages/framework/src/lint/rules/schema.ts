import type { Fault } from '../../model/model.ts';
import { type LintRule, summed } from '../lint-rule.ts';

export const schema: LintRule = {
  code: 'schema',
  severity: 'error',
  says: 'Every file can be parsed and keeps the contract of its kind.',
  check: ({ model }) => {
    const groups = Map.groupBy(
      model.faults.filter((fault) => fault.rule === 'schema'),
      ({ place, message }: Fault) => `${place.file} ${place.path?.replaceAll(/\[\d+\]/g, '[*]')} ${message}`,
    );
    return [...groups.values()].flatMap((faults) => {
      const [first] = faults as [Fault];
      const key = first.place.path?.replaceAll(/\[\d+\]/g, '[]');
      const say = (count: number) =>
        count === 1 ? first.message : `${first.message.replace(/\.$/, '')}: ${count} times at ${key}.`;
      const { fix, severity } = first;
      return summed(
        faults.map((fault) => fault.place),
        say,
        { severity, ...(fix === undefined ? {} : { fix }) },
      );
    });
  },
};
