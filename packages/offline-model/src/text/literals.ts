/**
 * Literal values are taken from prose as they stand: quotations, file names,
 * addresses, colours, cron lines, versions. `withoutLiterals` blanks them so
 * that what is left can be read as plain words and numbers.
 */
import { datesIn, type Found, timesIn } from './dates.ts';

const QUOTES =
  /"([^"\n]+)"|“([^”\n]+)”|「([^」\n]+)」|`([^`\n]+)`|(?<![\p{L}\p{N}])'([^'\n]+?)'(?![\p{L}\p{N}])/gu;
const FILE =
  /(?<![\w@/.-])(?:\/?[\w-]+(?:\/[\w-]+)*\/)?[\w-]+(?:\.[\w-]+)*\.(?:md|txt|csv|json|ya?ml|xml|html?|log|ts|js|py|graphql|sql|ini|toml|tsv)\b/g;
const ADDRESS = /\bhttps?:\/\/[^\s"'`<>)]+[^\s"'`<>).,;!?]/g;
const COLOUR = /#[0-9a-f]{6}\b|#[0-9a-f]{3}\b|\brgba?\([^)]*\)|\bhsla?\([^)]*\)/gi;
const CRON =
  /(?<![\w.,])(?:(?:\*|\d+)(?:[/,-]\d+)* ){4}(?:(?:\*|\d+)(?:[/,-]\d+)*|(?:mon|tue|wed|thu|fri|sat|sun)(?:-(?:mon|tue|wed|thu|fri|sat|sun))?)(?![\w.])/gi;
const VERSION = /\bv?\d+\.\d+\.\d+(?:-[\w.]+)?\b/g;
const DIRECTORY = /(?<![\w:/.])\/[\w.-]+(?:\/[\w.-]+)*\/?/g;

function matches(text: string, pattern: RegExp): Found<string>[] {
  return [...text.matchAll(pattern)].map((match) => ({
    value: match.slice(1).find((group) => group !== undefined) ?? match[0],
    raw: match[0],
    index: match.index,
  }));
}

/** Quoted texts, without their quotation marks. */
export const quotationsIn = (text: string) => matches(text, QUOTES);
/** File names and paths that end in a known extension. */
export const filesIn = (text: string) => matches(text, FILE);
/** Web addresses. */
export const addressesIn = (text: string) => matches(text, ADDRESS);
/** Colours in hex, rgb() or hsl() form. */
export const coloursIn = (text: string) => matches(text, COLOUR);
/** Cron lines of five fields. */
export const cronsIn = (text: string) => matches(text, CRON);
/** Versions of three numbers. */
export const versionsIn = (text: string) => matches(text, VERSION);
/** Absolute directory paths. */
export const directoriesIn = (text: string) => matches(text, DIRECTORY);

/** The text with everything that is a literal, a date or a time replaced by as many fillers, blanks unless told. */
export function withoutLiterals(text: string, filler = ' '): string {
  let plain = text;
  for (const read of [quotationsIn, addressesIn, filesIn, coloursIn, cronsIn, versionsIn, datesIn, timesIn]) {
    for (const { raw, index } of read(plain)) {
      plain = plain.slice(0, index) + filler.repeat(raw.length) + plain.slice(index + raw.length);
    }
  }
  return plain;
}
