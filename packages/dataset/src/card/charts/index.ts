/** The pictures of a card, each from the manifest alone, so that they can be drawn again. */
import { type CompositionAccount, type Manifest, SPLITS } from '@nex/core';
import { marginsOf, ranked } from '../../composition.ts';
import { bars } from './bars.ts';
import { grid } from './grid.ts';
import { histogram } from './histogram.ts';

/** Folder of the pictures; no format may have its name. */
export const CHARTS_FOLDER = 'charts';

const MOST_BARS = 20;
const MOST_LANGUAGES = 8;
const LEVELS = ['easy', 'medium', 'hard'];

export interface Chart {
  /** Within the data set. */
  path: string;
  title: string;
  svg: string;
}

type Draw = (composition: CompositionAccount, manifest: Manifest, title: string) => string | undefined;

const DRAWN: readonly (readonly [name: string, title: string, draw: Draw])[] = [
  ['funnel', 'From queries to rows', (_, { funnel }, title) => bars(title, stagesOf(funnel))],
  [
    'drop-reasons',
    'Why trajectories were dropped',
    (_, { funnel }, title) => topBars(title, funnel.dropReasons),
  ],
  [
    'difficulty-language',
    'Rows by difficulty and language',
    (composition, _, title) => cells(composition, title),
  ],
  ['tools', `Calls by tool, the ${MOST_BARS} most used`, ({ tool }, _, title) => topBars(title, tool)],
  [
    'turns',
    'Rows by turns',
    ({ turns, rows }, _, title) => some(rows, () => histogram(title, 'turns of all agents', turns, 1)),
  ],
  [
    'tokens',
    'Rows by length',
    ({ tokens, rows }, _, title) =>
      some(rows, () => histogram(title, 'tokens, estimated as a quarter of the characters', tokens, 256)),
  ],
  ['splits', 'Rows by split', (_, { formats = [] }, title) => bars(title, splitsOf(formats))],
];

/** Those that have something to show. */
export function drawCharts(manifest: Manifest, composition: CompositionAccount): Chart[] {
  return DRAWN.flatMap(([name, title, draw]) => {
    const svg = draw(composition, manifest, title);
    return svg === undefined ? [] : [{ path: `${CHARTS_FOLDER}/${name}.svg`, title, svg }];
  });
}

function stagesOf(funnel: Manifest['funnel']): [string, number][] {
  return [
    ['Queries requested', funnel.queries.requested],
    ['Queries accepted', funnel.queries.accepted],
    ['Runs', funnel.runs.total],
    ['Runs completed', funnel.runs.completed],
    ['Trajectories kept', funnel.kept],
  ];
}

function topBars(title: string, counts: Readonly<Record<string, number>>): string | undefined {
  const all = ranked(counts);
  return all.length === 0 ? undefined : bars(title, all.slice(0, MOST_BARS));
}

function cells(composition: CompositionAccount, title: string): string | undefined {
  if (composition.rows === 0) return undefined;
  const languages = ranked(marginsOf(composition).language).slice(0, MOST_LANGUAGES);
  const levels = Object.entries(composition.difficultyLanguage).sort(
    ([a], [b]) => LEVELS.indexOf(a) - LEVELS.indexOf(b),
  );
  return grid(
    title,
    languages.map(([name]) => name),
    levels,
  );
}

function splitsOf(formats: NonNullable<Manifest['formats']>): [string, number][] {
  return formats.flatMap(({ name, splits }) =>
    SPLITS.flatMap((split): [string, number][] => {
      const rows = splits[split];
      return rows === undefined ? [] : [[formats.length > 1 ? `${name} ${split}` : split, rows]];
    }),
  );
}

function some<T>(count: number, make: () => T): T | undefined {
  return count > 0 ? make() : undefined;
}
