/**
 * A theme is the small world a sentence speaks of: its goods, people, events and papers.
 * Values in queries and personas are drawn from it.
 */

/** A text in English and in Chinese. */
export type Bilingual = [en: string, zh: string];

/** One small world. */
export type Theme = {
  name: string;
  /** One word for agents' names. */
  short: string;
  zh: string;
  when: RegExp;
  goods: string[];
  /** Things bought by weight. */
  bulk: string[];
  /** Things that flow. */
  liquids: string[];
  events: string[];
  contacts: { name: string; kind: string; fact: string; extra: string }[];
  papers: string[];
  chores: string[][];
  slogans: string[];
  roles: Bilingual[];
};

/** The words of a theme that queries are made of. */
export type ThemeWords = Pick<
  Theme,
  'goods' | 'bulk' | 'liquids' | 'events' | 'contacts' | 'chores' | 'slogans'
>;
