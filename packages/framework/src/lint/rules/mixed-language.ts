import type { PersonaModel } from '../../model/model.ts';
import type { Place } from '../../model/place.ts';
import { type LintRule, type RuleFinding, type Subject, summed } from '../lint-rule.ts';
import { isChinese, isEnglish, scriptsOf } from '../text/language.ts';

const FIX = 'Write it in one language; names, code and quotations may stay as they are.';

export const mixedLanguage: LintRule = {
  code: 'mixed-language',
  severity: 'error',
  says: 'Prompts and descriptions are in the language of the framework; English and Chinese are apart in personas and problem types.',
  check: (subject) => [...prose(subject), ...personas(subject.model.personas), ...tree(subject)],
};

function prose({ model }: Subject): RuleFinding[] {
  const texts = [
    ...model.descriptions,
    ...model.agents.flatMap((agent) => (agent.prompt === undefined ? [] : [agent.prompt])),
  ];
  return texts.flatMap(({ text, place, kind, agent, language = model.language }): RuleFinding[] => {
    const what = kind === 'prompt' ? `The prompt of ${agent}` : 'The description';
    // A bundle says which language its prompts are in; its description may follow the sentence.
    const whole = kind === 'prompt' || model.kind === 'reference' ? 'error' : 'warning';
    const scripts = scriptsOf(text);
    const found = (message: string, severity: 'error' | 'warning'): RuleFinding[] => [
      { place, message: `${what} ${message}.`, severity, fix: FIX },
    ];
    if (language === 'en') {
      if (isChinese(scripts)) return found('is in Chinese, the framework in English', whole);
      return scripts.han > 0 ? found(`has Chinese in its English: "${scripts.sample}"`, 'warning') : [];
    }
    if (language !== 'zh') return [];
    if (isEnglish(scripts) && scripts.words >= 8)
      return found('is in English, the framework in Chinese', whole);
    return scripts.hasEnglishRun ? found('has English sentences in its Chinese', 'warning') : [];
  });
}

function personas(all: readonly PersonaModel[]): RuleFinding[] {
  const swapped: Place[] = [];
  const foreign: Place[] = [];
  const mixed: Place[] = [];
  for (const { persona, personaChinese, place } of all) {
    const english = scriptsOf(persona);
    const chinese = scriptsOf(personaChinese);
    if (isChinese(english) && isEnglish(chinese)) swapped.push(place);
    else if (isChinese(english) || (isEnglish(chinese) && personaChinese !== '')) foreign.push(place);
    else if (english.han > 0 || chinese.hasEnglishRun) mixed.push(place);
  }
  return [
    ...summed(swapped, (count) => `${count} personas have English and Chinese swapped.`, {
      fix: 'persona is in English, persona_chinese in Chinese.',
    }),
    ...summed(foreign, (count) => `${count} personas are in the wrong language in one of their fields.`, {
      fix: 'persona is in English, persona_chinese in Chinese.',
    }),
    ...summed(mixed, (count) => `${count} personas mix English and Chinese.`, {
      severity: 'warning',
      fix: FIX,
    }),
  ];
}

function tree({ model }: Subject): RuleFinding[] {
  const swapped: Place[] = [];
  const foreign: Place[] = [];
  for (const item of model.treeNodes) {
    const { en, zh } = item.node;
    const hasHan = /\p{Script=Han}/u.test(zh);
    // A name, an abbreviation or a term without a translation is the same in both.
    const isName = zh === en || zh === '' || !/\s/.test(zh.trim()) || !/[a-z]{3}/.test(zh);
    const isForeign =
      isChinese(scriptsOf(en)) || /\p{Script=Han}{2}/u.test(en.replaceAll(/[(（][^)）]*[)）]/g, ''));
    if (isForeign && !hasHan) swapped.push(item.place);
    else if (isForeign || (!hasHan && !isName)) foreign.push(item.place);
  }
  return [
    ...summed(swapped, (count) => `${count} problem types have English and Chinese swapped.`, {
      fix: 'en is in English, zh in Chinese.',
    }),
    ...summed(
      foreign,
      (count) => `${count} problem types are in the wrong language in one of their labels.`,
      {
        severity: 'warning',
        fix: 'en is in English, zh in Chinese.',
      },
    ),
  ];
}
