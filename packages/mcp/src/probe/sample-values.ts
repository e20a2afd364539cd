/** Texts and numbers that fit the name, the format and the description of a property. */
import { join } from 'node:path';
import type { JsonObject } from '@nex/core';
import { SAMPLE_FILES, type SampleKind } from './sample-files.ts';

const FORMATS: Readonly<Record<string, string>> = {
  date: '2026-03-15',
  'date-time': '2026-03-15T10:00:00Z',
  time: '10:00:00',
  duration: 'PT1H',
  email: 'ada@example.com',
  uri: 'https://example.com/page',
  url: 'https://example.com/page',
  hostname: 'example.com',
  ipv4: '192.0.2.10',
  ipv6: '2001:db8::1',
  uuid: '123e4567-e89b-42d3-a456-426614174000',
};

/** The first expression that fits the name decides. */
const NAMES: readonly (readonly [RegExp, string])[] = [
  [/e-?mail/, 'ada@example.com'],
  [/time_?zone|^tz$/, 'Europe/Paris'],
  [/date_?time|timestamp|_at$/, '2026-03-15T10:00:00Z'],
  [/date|day|deadline|^due/, '2026-03-15'],
  [/^(start_?)?time$|hour/, '10:00'],
  [/url|uri|link|href/, 'https://example.com/page'],
  [/^ip/, '192.0.2.10'],
  [/host|domain/, 'example.com'],
  [/colou?r|fill|stroke/, '#336699'],
  [/locale|lang/, 'en'],
  [/country/, 'FR'],
  [/currency/, 'EUR'],
  [/city|place|location|address/, 'Paris'],
  [/version/, '1.2.3'],
  [/cron/, '0 9 * * 1'],
  [/regex|regexp/, 'b[a-z]+d'],
  [/sql/, 'SELECT 1 AS one'],
  [/expression|formula/, '1 + 2'],
  [/glob/, '**/*.md'],
  [/pattern|query|search|keyword|term/, 'bread'],
  [/command|script|cmd/, 'echo hello'],
  [/code|source_?text/, 'const a = 1;'],
  [/json/, '{"a":1}'],
  [/svg/, '<svg xmlns="http://www.w3.org/2000/svg" width="10" height="10"/>'],
  [/html/, '<p>Bread</p>'],
  [/xml/, '<a><b>1</b></a>'],
  [/csv/, 'a,b\n1,2'],
  [/ya?ml/, 'a: 1'],
  [/markdown/, '# Sample\n\nBread and water.'],
  [/mermaid|diagram/, 'flowchart LR\n  a --> b'],
  [/branch/, 'main'],
  [
    /commit|message|content|text|body|note|description|summary|thought|reason/,
    'A sample note about bread and water.',
  ],
  [/tag|label|category/, 'sample'],
  [/title|name|heading|subject/, 'sample'],
  [/id$|key$/, 'sample-1'],
];

const DIRECTORY = /dir(ectory)?$|folder|workspace|project_?(root|path)|repo(sitory)?(_?path)?$|^cwd$|^root/;
const PATH = /path|file(name)?$|^file/;
const FRESH = /output|dest|target|save|export|new_?path/;

export interface SamplePlace {
  stateDirectory: string;
  /** The tool whose argument it is. */
  tool: string;
}

/** Never longer or shorter than the schema wants. */
export function sampleText(name: string, schema: JsonObject, place: SamplePlace): string {
  const words = snake(name);
  const description = typeof schema.description === 'string' ? schema.description : '';
  const format = typeof schema.format === 'string' ? FORMATS[schema.format] : undefined;
  const text =
    format ??
    samplePath(words, description, place) ??
    sampleOfDescription(description) ??
    NAMES.find(([expression]) => expression.test(words))?.[1] ??
    'sample';
  return fitPattern(fitLength(text, schema), schema);
}

/** Within the bounds; a property that counts is small. */
export function sampleNumber(name: string, schema: JsonObject, whole: boolean): number {
  const words = snake(name);
  const wanted = /lat/.test(words)
    ? 48.85
    : /lon|lng/.test(words)
      ? 2.35
      : /year/.test(words)
        ? 2026
        : /month|day|hour/.test(words)
          ? 6
          : /width|height|size|limit|max/.test(words)
            ? 100
            : 1;
  const number = (key: string) => (typeof schema[key] === 'number' ? schema[key] : undefined);
  const least = number('minimum') ?? step(number('exclusiveMinimum'), 1);
  const most = number('maximum') ?? step(number('exclusiveMaximum'), -1);
  const clamped = Math.min(
    most ?? Number.POSITIVE_INFINITY,
    Math.max(least ?? Number.NEGATIVE_INFINITY, wanted),
  );
  const multiple = number('multipleOf');
  const value = multiple ? Math.ceil(clamped / multiple) * multiple : clamped;
  return whole ? Math.round(value) : value;
}

function step(bound: number | undefined, by: number): number | undefined {
  return bound === undefined ? undefined : bound + by;
}

function samplePath(words: string, description: string, place: SamplePlace): string | undefined {
  const { stateDirectory: directory } = place;
  const tool = snake(place.tool);
  const between = /^(source|destination|target|from|to)$/.test(words) && /\b(path|file)\b/i.test(description);
  if (!PATH.test(words) && !DIRECTORY.test(words) && !between) return undefined;
  const folder = /\b(directory|folder)\b/i.test(description) && !/\bfile\b/i.test(description);
  const ofTool = words === 'path' && /dir(ectory)?(_|$)|folder|tree|search|find/.test(tool);
  if (ofTool && /create|make|new/.test(tool)) return join(directory, 'made');
  if (DIRECTORY.test(words) || folder || ofTool) return directory;
  const hint = `${words} ${description}`.toLowerCase();
  const kind = (Object.keys(SAMPLE_FILES) as SampleKind[]).find((ending) => {
    return new RegExp(`\\b${ending}\\b`).test(hint);
  });
  if (/file_?name$/.test(words)) return SAMPLE_FILES[kind ?? 'md'];
  if (FRESH.test(words)) return join(directory, `made.${kind ?? 'txt'}`);
  return join(directory, SAMPLE_FILES[kind ?? 'txt']);
}

/** What stands in quotes, or as one word, behind “e.g.” or “example”. */
function sampleOfDescription(description: string): string | undefined {
  const found =
    /(?:e\.g\.,?|for example,?|example:?|such as)\s*(?:["'“`]([^"'”`]{1,80})["'”`]|([\w./:+-]*[\w]))/i.exec(
      description,
    );
  return found?.[1] ?? found?.[2];
}

function fitLength(text: string, schema: JsonObject): string {
  const least = typeof schema.minLength === 'number' ? schema.minLength : 0;
  const most = typeof schema.maxLength === 'number' ? schema.maxLength : Number.POSITIVE_INFINITY;
  return text.padEnd(Math.min(least, 10_000), ' and more').slice(0, most);
}

/** A text that the pattern refuses is replaced by the first common form that it takes. */
function fitPattern(text: string, { pattern }: JsonObject): string {
  if (typeof pattern !== 'string') return text;
  let expression: RegExp;
  try {
    expression = new RegExp(pattern, 'u');
  } catch {
    return text;
  }
  const common = [
    text,
    ...Object.values(FORMATS),
    'sample',
    'Sample',
    'sample-1',
    'sample_1',
    '1',
    '#336699',
    '1.2.3',
  ];
  const more = ['10:00', '2026-03', '2026', 'SAMPLE', 'abc123', 'a/b', '/sample', '1d', '0'.repeat(40)];
  return [...common, ...more].find((candidate) => expression.test(candidate)) ?? text;
}

function snake(name: string): string {
  return name
    .replaceAll(/([a-z0-9])([A-Z])/g, '$1_$2')
    .replaceAll('-', '_')
    .toLowerCase();
}
