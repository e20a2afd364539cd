/**
 * Task "query": one user message, in the first person and complete in itself, in English or in Chinese, that the
 * given capabilities can answer. Later requests build on earlier ones where the level allows.
 */

import type { JsonObject } from '../../schema/json-schema.ts';
import { createDraw, type Draw } from '../../text/draw.ts';
import { plain } from '../../text/plain.ts';
import { capital, slug, tokens } from '../../text/tokens.ts';
import { zhWork } from '../design/zh-works.ts';
import { objectAt, textAt, textsAt } from '../input.ts';
import { inChinese, themeOf } from '../themes/index.ts';
import { CODES } from './codes.ts';
import { compose } from './compose.ts';
import type { Family, Scene } from './family.ts';
import { MOMENTS } from './moments.ts';
import { NUMBERS } from './numbers.ts';
import { RECORDS } from './records.ts';
import { SCHEMAS } from './schemas.ts';
import { composeZh } from './zh/compose.ts';
import { englishLabel, ZH_PHRASES } from './zh/index.ts';

/** Every family of phrases. */
export const FAMILIES: readonly Family[] = [...NUMBERS, ...MOMENTS, ...CODES, ...RECORDS, ...SCHEMAS];

const SIZES: Record<string, [number, number]> = { easy: [1, 1], medium: [2, 3], hard: [3, 5] };

function fitness(family: Family, label: string): number {
  const words = new Set(tokens(label));
  return [...new Set(tokens(`${family.about} ${family.name}`))].filter((word) => words.has(word)).length;
}

/** The families of one query: the problem type's own first, then others, records last, followers after what they follow. */
function chooseFamilies(allowed: readonly Family[], label: string, size: number, draw: Draw): Family[] {
  const ranked = allowed
    .map((family) => ({ family, score: fitness(family, label) + draw.next() * 0.9 }))
    .sort((left, right) => right.score - left.score);
  const chosen: Family[] = [];
  const names = new Set(allowed.map(({ name }) => name));
  const add = (family: Family) => {
    const keeper = (name: string) => /^(?:file|project)-note$/.test(name);
    if (chosen.includes(family) || (keeper(family.name) && chosen.some(({ name }) => keeper(name)))) return;
    const base = family.follows?.find((name) => names.has(name));
    if (family.kind === 'follow' && !base) return;
    if (base && !chosen.some(({ name }) => family.follows?.includes(name))) {
      const needed = allowed.find(({ name }) => name === base);
      if (needed) chosen.push(needed);
    }
    chosen.push(family);
  };
  const first = ranked.find(({ family }) => size > 1 || family.kind !== 'follow');
  if (first) add(first.family);
  const rest = draw.sample(allowed, allowed.length);
  const usual: Family['kind'][] =
    draw.next() < 0.5
      ? ['follow', 'find', 'record', 'follow', 'find']
      : ['find', 'find', 'record', 'follow', 'find'];
  const wanted: Family['kind'][] = size > 1 ? [...usual, 'record'] : ['find', 'record'];
  for (const kind of wanted) {
    if (chosen.length >= size) break;
    const next = rest.find(
      (family) =>
        family.kind === kind &&
        !chosen.includes(family) &&
        (kind !== 'follow' || chosen.some(({ name }) => family.follows?.includes(name))),
    );
    if (next) add(next);
  }
  for (const family of rest) {
    if (chosen.length >= size) break;
    add(family);
  }
  return inOrder(chosen.slice(0, Math.max(size, 1)));
}

function inOrder(families: Family[]): Family[] {
  const finds = families.filter(({ kind }) => kind === 'find');
  const records = families.filter(({ kind }) => kind === 'record');
  const followers = ({ name: before }: Family) =>
    families.filter(({ kind, follows }) => kind === 'follow' && follows?.includes(before));
  const ordered = finds.flatMap((find) => [find, ...followers(find)]);
  for (const record of records) {
    ordered.push(record, ...followers(record));
  }
  return ordered;
}

function scene(draw: Draw, text: string, isChinese: boolean): Scene {
  const english = themeOf(text);
  const place = draw.between(0, english.events.length - 1);
  const theme = isChinese ? inChinese(english) : english;
  const event = theme.events[place] ?? '';
  return {
    draw,
    theme,
    event,
    contact: draw.pick(theme.contacts),
    paper: draw.pick(theme.papers),
    project: slug((english.events[place] ?? '').replace(/^(?:the|a|our) /, ''), 24),
    chores: draw.pick(theme.chores),
    results: 0,
    followed: false,
    used: [],
  };
}

function write(input: JsonObject, seed: number, attempt: number): string {
  const capabilities = textsAt(input, 'capabilities');
  const persona = textAt(input, 'persona');
  const kind = objectAt(input, 'problem_type');
  const isChinese = textAt(input, 'language') === 'zh';
  const label = [textAt(kind, 'label'), textsAt(kind, 'path').at(-1) ?? '']
    .map((text) => (isChinese ? englishLabel(text) : text))
    .join(' ');
  const nonce = plain(input.nonce);
  const draw = createDraw(seed, nonce, attempt, label, persona);
  const possible = FAMILIES.filter((family) => capabilities.some((one) => family.allowed.test(one)));
  const [low, high] = SIZES[textAt(input, 'difficulty')] ?? [1, 2];
  const now = scene(draw, `${textAt(input, 'description')} ${persona}`, isChinese);
  const suited = possible.filter(({ suits }) => !suits || suits.includes(now.theme.short));
  const allowed = suited.length > 2 ? suited : possible;
  const families = chooseFamilies(allowed, label, draw.between(low, high), draw);
  if (families.length === 0) {
    if (isChinese) {
      const work = zhWork('', draw.pick(capabilities.length > 0 ? capabilities : ['']), '');
      return composeZh([{ phrase: `帮我${work}`, alone: false, kind: 'find' }], persona, now);
    }
    const first = capabilities[0]?.split(/[.\n]/)[0] ?? label;
    return `I am preparing ${now.event} and need help with this: ${first.charAt(0).toLowerCase()}${first.slice(1)}.`;
  }
  const asks = families.map((family, at) => {
    now.followed = families[at + 1]?.follows?.includes(family.name) ?? false;
    const phrase = (isChinese ? (ZH_PHRASES[family.name] ?? family.phrase) : family.phrase)(now);
    now.used.push(family.name);
    if (family.kind === 'find' || family.finds) now.results += 1;
    return { phrase, alone: family.alone ?? false, kind: family.kind };
  });
  return isChinese ? composeZh(asks, persona, now) : capital(compose(asks, persona, now));
}

/** Writes one query that is not among those to avoid. */
export function query(input: JsonObject, seed: number): JsonObject {
  const avoid = new Set(textsAt(input, 'avoid').map((one) => one.trim().toLowerCase()));
  let text = '';
  for (let attempt = 0; attempt < 24; attempt += 1) {
    text = write(input, seed, attempt);
    if (!avoid.has(text.trim().toLowerCase())) break;
  }
  return { query: text };
}
