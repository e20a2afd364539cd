/**
 * The table of themes, and which one a text belongs to.
 */
import { LIFE } from './life.ts';
import type { Theme, ThemeWords } from './theme.ts';
import { TRADE } from './trade.ts';
import { ZH_LIFE } from './zh-life.ts';
import { ZH_TRADE } from './zh-trade.ts';

/** Every theme. */
export const THEMES: readonly Theme[] = [...TRADE, ...LIFE];

const NAMED_WEIGHT = 4;

const GENERAL: Theme = {
  name: 'everyday work',
  short: 'desk',
  zh: '日常工作',
  when: /./,
  goods: ['printed folders', 'spare parts', 'welcome packs', 'desk lamps'],
  bulk: ['paper', 'packing material', 'spare parts'],
  liquids: ['cleaning fluid', 'drinking water'],
  events: ['the spring open day', 'the quarterly review', 'the office move', 'the project kick-off'],
  contacts: [
    {
      name: 'Harbour Supplies',
      kind: 'office supplier',
      fact: 'delivers on Tuesdays',
      extra: 'offers a discount on large orders',
    },
    {
      name: 'Mira Okafor',
      kind: 'project lead',
      fact: 'reviews plans on Fridays',
      extra: 'prefers short summaries',
    },
    {
      name: 'Bridge Hall',
      kind: 'meeting venue',
      fact: 'holds eighty people',
      extra: 'closes at ten in the evening',
    },
  ],
  papers: ['work-plan', 'summary', 'meeting-notes', 'cost-overview'],
  chores: [
    ['book the room', 'send the agenda', 'collect the figures'],
    ['draft the summary', 'check the numbers', 'share the plan'],
  ],
  slogans: ['Plan first, then begin', 'One page is enough', 'See you on Monday'],
  roles: [
    ['project coordinator', '项目协调员'],
    ['team assistant', '团队助理'],
    ['small business owner', '小企业主'],
    ['operations lead', '运营主管'],
  ],
};

/** The theme of who is to be helped, if they tell one; else the theme of the whole sentence. */
export function themeOfWish(user: string, sentence: string): Theme {
  const own = themeOf(user);
  return own === GENERAL ? themeOf(sentence) : own;
}

/** The theme whose words a text uses most; the general one when none fits. */
export function themeOf(text: string): Theme {
  let best: Theme = GENERAL;
  let most = 0;
  for (const theme of THEMES) {
    // A theme that the text calls by its name outweighs a few words of another.
    const named = text.includes(theme.name) ? NAMED_WEIGHT : 0;
    const hits = named + (text.match(new RegExp(theme.when.source, 'gi'))?.length ?? 0);
    if (hits > most) {
      best = theme;
      most = hits;
    }
  }
  return best;
}

const ZH_WORDS: Readonly<Record<string, ThemeWords>> = { ...ZH_TRADE, ...ZH_LIFE };

/** The theme with its goods, people and events in Chinese; goods begin with their measure word. File names stay. */
export function inChinese(theme: Theme): Theme {
  return { ...theme, ...ZH_WORDS[theme.short] };
}
