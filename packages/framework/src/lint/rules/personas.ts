import { didYouMean } from '@nex/agent-config';
import type { PersonaModel } from '../../model/model.ts';
import type { Place } from '../../model/place.ts';
import { type LintRule, type RuleFinding, summed } from '../lint-rule.ts';

const REFERENCE_COUNT = 500;

export const personas: LintRule = {
  code: 'personas',
  severity: 'error',
  says: 'There are exactly as many personas as asked for, no two the same, each in both languages.',
  check: ({ model, options }) => {
    const all = model.personas;
    const file = model.seedFiles.personas ?? (model.kind === 'bundle' ? 'personas.jsonl' : 'persona.jsonl');
    if (all.length === 0) {
      if (!model.isWhole) return [];
      const fix = 'Add lines of the form {"persona": …, "persona_chinese": …}.';
      return [{ place: { file }, message: 'There are no personas.', fix }];
    }
    const wanted = options.personas ?? (model.kind === 'reference' ? REFERENCE_COUNT : undefined);
    const count: RuleFinding[] =
      wanted === undefined || all.length === wanted
        ? []
        : [
            {
              place: { file },
              severity: options.personas === undefined ? 'warning' : 'error',
              message: `There are ${all.length} personas, ${wanted} are asked for.`,
              fix: all.length > wanted ? 'Remove those that are too many.' : 'Add the missing ones.',
            },
          ];
    const typos = all.filter((item) => item.unknownKeys.length > 0);
    return [
      ...count,
      ...summed(
        copies(all, (item) => item.persona),
        (number) => `${number} personas are doubled.`,
        {
          fix: 'Remove the copies.',
        },
      ),
      ...summed(
        copies(all, (item) => item.personaChinese),
        (number) => `${number} Chinese personas are doubled.`,
        {
          severity: 'warning',
          fix: 'Translate each persona by itself.',
        },
      ),
      ...summed(
        all.filter((item) => item.persona.trim() === '').map((item) => item.place),
        (number) => `${number} personas are empty.`,
        { fix: 'Remove them.' },
      ),
      ...summed(
        all.filter((item) => item.personaChinese.trim() === '').map((item) => item.place),
        (number) => `${number} personas have no Chinese.`,
        { severity: 'warning', fix: 'Add persona_chinese.' },
      ),
      ...summed(
        typos.map((item) => item.place),
        (number) => `${number} personas have unknown keys: ${typos[0]?.unknownKeys.join(', ')}.`,
        {
          severity: 'warning',
          fix: didYouMean(typos[0]?.unknownKeys[0] ?? '', ['persona', 'persona_chinese']),
        },
      ),
    ];
  },
};

/** Equal but for case, width and spaces. */
function copies(all: readonly PersonaModel[], textOf: (item: PersonaModel) => string): Place[] {
  const seen = new Set<string>();
  return all.flatMap((item) => {
    const text = textOf(item).normalize('NFKC').toLowerCase().replaceAll(/\s+/g, ' ').trim();
    if (text === '' || !seen.has(text)) {
      seen.add(text);
      return [];
    }
    return [item.place];
  });
}
