import type { LintRule } from '../rule.ts';

export const personas: LintRule = {
  code: 'personas',
  severity: 'error',
  says: 'There is at least one persona, and no two are the same.',
  check: (subject) => {
    const texts = subject.personas.map((item) => item.persona.trim());
    const where = 'personas.jsonl';
    if (texts.length === 0) {
      return [
        {
          where,
          message: 'There are no personas.',
          fix: 'Add lines of the form {"persona": …, "persona_chinese": …}.',
        },
      ];
    }
    const doubled = texts.length - new Set(texts).size;
    return doubled > 0
      ? [{ where, message: `${doubled} personas are doubled.`, fix: 'Remove the copies.' }]
      : [];
  },
};
