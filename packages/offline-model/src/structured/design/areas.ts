/**
 * The catalogue as areas of work, each with its trade and how well it fits a wish.
 */
import type { JsonObject } from '../../schema/json-schema.ts';
import { slug, tokens } from '../../text/tokens.ts';
import { objectsAt, textAt } from '../input.ts';
import { CALLS, TRADES, type Trade, tradeFor } from './trades.ts';
import { zhDomain, zhWork } from './zh-works.ts';

/** What one tool does. */
export type Work = { name: string; text: string; whole: string; zh: string };
/** One server of the catalogue. */
export type Area = { server: string; domain: string; trade: Trade; works: Work[]; score: number };

const RARELY = /\bdeprecated\b|\bdelet|\bjwt\b|base64-encoded content|luhn|unicode information|wareki only/i;
const CORE =
  /evaluate math|between units|date calculations|days in a month|between timezones|current date and time|create a new file|complete contents of a file from|listing of all files and directories in a specified path\b(?!, including)|search for files|multiple new entities|multiple new relations|new observations|search for nodes|register a new user request|next pending task|mark a given task|add new tasks|memory bank file|files within a specific project|types defined|fields for a specific|search for types|graphql query/i;

function firstSentence(description: string): string {
  const line = description.trim().split('\n')[0] ?? '';
  return (/^(.+?[.!])(?:\s|$)/.exec(line)?.[1] ?? line).replace(/[.!]\s*$/, '').trim();
}

function tradeOf(domain: string, summary: string, works: readonly Work[]): Trade {
  const text = `${domain} ${summary} ${works.map(({ text: one }) => one).join(' ')}`;
  const counted = TRADES.map((trade) => ({
    trade,
    hits: text.match(new RegExp(trade.when.source, 'gi'))?.length ?? 0,
  })).sort((left, right) => right.hits - left.hits);
  const [best] = counted;
  // A few words of a large server do not make it one of a trade.
  if (best && best.hits > works.length / 6) return best.trade;
  return tradeFor(slug(domain.split(',')[0] ?? '', 16) || 'general', zhDomain(domain));
}

/** Every area of a catalogue, scored against the words of a wish, in the catalogue's order. */
export function readAreas(input: JsonObject, wish: string): Area[] {
  const asked = new Set(tokens(wish));
  return objectsAt(input, 'catalogue').map((entry): Area => {
    const [domain, summary] = [textAt(entry, 'domain'), textAt(entry, 'summary')];
    const works = objectsAt(entry, 'tools').map((tool) => {
      const whole = textAt(tool, 'description');
      const text = firstSentence(whole) || textAt(tool, 'name');
      return { name: textAt(tool, 'name'), text, whole, zh: zhWork(textAt(tool, 'name'), whole, domain) };
    });
    const trade = tradeOf(domain, summary, works);
    const said = new Set(tokens(`${domain} ${summary} ${works.map(({ text }) => text).join(' ')}`));
    const shared = [...asked].filter((word) => said.has(word)).length;
    const called = CALLS.some(([words, suffix]) => suffix === trade.suffix && words.test(wish)) ? 4 : 0;
    return {
      server: textAt(entry, 'server'),
      domain,
      trade,
      works,
      score: called + Math.min(3, shared * 0.5) + trade.usual,
    };
  });
}

/** The works of an area, those first that fit best: its everyday ones and those the wish speaks of. */
export function rankedWorks(area: Area, wish: string): { fitting: Work[]; others: Work[] } {
  const asked = new Set(tokens(wish));
  const scored = area.works
    .map((work, at) => {
      const rare = RARELY.test(work.whole.slice(0, 260));
      const shared = tokens(work.text).filter((word) => asked.has(word)).length;
      const core = CORE.test(work.text) || CORE.test(work.whole.slice(0, 160)) ? 3 : 0;
      return { work, at, score: rare ? -1 : shared + core };
    })
    .sort((left, right) => right.score - left.score || left.at - right.at);
  const fitting = scored.filter(({ score }) => score > 0);
  const chosen = fitting.length > 1 ? fitting : scored.filter(({ score }) => score >= 0);
  const names = new Set(chosen.map(({ work }) => work.name));
  return {
    fitting: chosen.map(({ work }) => work),
    others: scored.filter(({ work }) => !names.has(work.name)).map(({ work }) => work),
  };
}
