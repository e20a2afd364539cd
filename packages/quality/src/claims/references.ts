/** What an answer refers to by an exact spelling: addresses, identifiers, and words that it says another one said. */
import { sentencesOf } from '../prose.ts';

const URL = /\bhttps?:\/\/[^\s<>"'`|\\\]）】」，。；、\p{Script=Han}]+/giu;
const EMAIL = /(?<![\w.+-])[\w.+-]+@[\w-]+(?:\.[\w-]+)+/gu;
/** Letters, a dash or none, and at least four digits: `ORD-48213`. */
const IDENTIFIER = /(?<![\w/.-])[A-Z]{2,6}[-_#]?\d{4,}(?:-\d+)*(?![\w/])/g;
const STANDARD =
  /^(?:ISO|RFC|IEC|IEEE|DIN|EN|UTC|GMT|UTF|SHA|AES|CET|FY|AD|BC|USD|EUR|CNY|GBP|RMB|JPY|HKD|TWD|CAD|AUD|NZD|SGD|KRW|INR|CHF|SEK|NOK|DKK|MXN|BRL|ZAR|THB)[-_#]?\d/;
/** Hosts that stand for none (RFC 2606, RFC 6761). */
const EXAMPLE_HOST =
  /(?:^|[./@])(?:example\.(?:com|org|net|edu)|localhost|127\.0\.0\.1|0\.0\.0\.0|[\w-]+\.(?:example|test|invalid|local))(?=[:/?#]|$)/i;
const QUOTED = /"([^"\n]{15,400})"|“([^“”\n]{12,400})”|「([^「」\n]{8,400})」/gu;
const SAYS =
  /\b(?:say|says|said|state[sd]?|according|wrote|writes|reads|quot\w+|report(?:s|ed)?|notes?d?|explain(?:s|ed)?|announced|mentions?|describes)\b|称|表示|指出|写道|说|提到|介绍/iu;
const MIN_QUOTED_WORDS = 5;

/** `prose` has no code in it; `told` is in lower case. Addresses and identifiers that `told` does not have. */
export function unknownReferences(prose: string, told: string): string[] {
  const unknown: string[] = [];
  for (const [match] of prose.matchAll(URL)) {
    const url = match.replace(/[).,;:!?*_]+$/u, '');
    if (!EXAMPLE_HOST.test(url.slice(url.indexOf('//') + 2)) && !isKnownUrl(url.toLowerCase(), told))
      unknown.push(url);
  }
  for (const [email] of prose.matchAll(EMAIL)) {
    const address = email.replace(/\.+$/, '');
    if (!EXAMPLE_HOST.test(address) && !told.includes(address.toLowerCase())) unknown.push(address);
  }
  for (const [identifier] of prose.matchAll(IDENTIFIER)) {
    if (STANDARD.test(identifier)) continue;
    if (!isKnownIdentifier(identifier, told)) unknown.push(identifier);
  }
  return unknown;
}

/** With another sign between letters and digits, or none; never a part of a longer one. */
function isKnownIdentifier(identifier: string, told: string): boolean {
  const [, letters = '', digits = ''] = /^([A-Z]+)[-_#]?(.*)$/.exec(identifier.toUpperCase()) ?? [];
  const spelled = `${letters.toLowerCase()}[-_#:\\s]{0,3}${digits.replaceAll('-', '[-_\\s]?')}`;
  return new RegExp(`(?<![a-z0-9])${spelled}(?!\\d)`).test(told);
}

/** With or without scheme, `www.`, query and closing slash; a bare host is known when the host is. */
function isKnownUrl(url: string, told: string): boolean {
  const bare = url
    .replace(/^https?:\/\/(?:www\.)?/, '')
    .replace(/[?#].*$/, '')
    .replace(/\/+$/, '');
  return told.includes(bare);
}

/** Fragments of five words or more that are put into somebody's mouth. */
export function quotedIn(prose: string): string[] {
  if (!/["“「]/.test(prose)) return [];
  return sentencesAround(prose).flatMap((sentence) => {
    if (!SAYS.test(sentence.replaceAll(QUOTED, ' '))) return [];
    return [...sentence.matchAll(QUOTED)].flatMap(([, a, b, c]) =>
      (a ?? b ?? c ?? '').split(/\s*(?:\.{3}|…|\[[^\]]*\])\s*/u),
    );
  });
}

/** A quotation may hold several sentences, so lines are not cut inside of one. */
function sentencesAround(prose: string): string[] {
  return prose.split('\n').flatMap((line) => (line.search(QUOTED) >= 0 ? [line] : sentencesOf(line)));
}

/** `wordsOfTold` are joined by single spaces. */
export function isSaid(words: readonly string[], wordsOfTold: string): boolean {
  return words.length < MIN_QUOTED_WORDS || wordsOfTold.includes(words.join(' '));
}

/** Whether a quotation in the script of the answer may be a translation: what was read is nearly all in another one. */
export function mayBeTranslated(quote: string, answer: string, read: string): boolean {
  const said = signsOf(answer);
  const told = signsOf(read);
  return quote.search(HAN) >= 0
    ? said.han > said.latin && 12 * told.han < told.latin
    : 3 * said.han < said.latin && 4 * told.latin < 3 * told.han;
}

function signsOf(text: string): { han: number; latin: number } {
  return { han: text.match(HAN)?.length ?? 0, latin: text.match(LATIN)?.length ?? 0 };
}

const HAN = /\p{Script=Han}/gu;
const LATIN = /\p{Script=Latin}/gu;
