/** Every text of the dashboard in English, by page. Words are those of the glossary. */
import { builds } from './en/builds.ts';
import { catalogue } from './en/catalogue.ts';
import { common, pages, shortcuts, signIn, theme } from './en/common.ts';
import { dataSets } from './en/data-sets.ts';
import { frameworks } from './en/frameworks.ts';
import { home } from './en/home.ts';
import { runs } from './en/runs.ts';
import { settings } from './en/settings.ts';

export const texts = {
  common,
  pages,
  shortcuts,
  signIn,
  theme,
  home,
  frameworks,
  runs,
  builds,
  dataSets,
  catalogue,
  settings,
};
