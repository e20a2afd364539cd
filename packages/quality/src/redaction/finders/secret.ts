import { entropyBits, findSecrets, isExample } from '../../secrets.ts';
import { type Finder, matches, type Span } from './finder.ts';

const TOKEN = /(?<![A-Za-z0-9+_=./:-])[A-Za-z0-9+_=-]{40,512}(?![A-Za-z0-9+_=./-])/g;
const MIN_ENTROPY_BITS = 4.5;
/** As pages and lock files name the content that they mean. */
const DIGEST = /^sha(?:256-[A-Za-z0-9+]{43}=|384-[A-Za-z0-9+]{64}|512-[A-Za-z0-9+]{86}==)$/;

/** Credentials by form or by the name beside them, and with `highEntropy` long tokens drawn by chance. */
export function secretFinder(highEntropy: boolean): Finder {
  return (text) => {
    const found: Span[] = findSecrets(text).map(({ start, end }) => ({
      start,
      end,
      value: text.slice(start, end),
    }));
    if (!highEntropy) return found;
    const tokens = matches(text, TOKEN, (match) => match, isRandom);
    return [
      ...found,
      ...tokens.filter((one) => !found.some((other) => one.start < other.end && other.start < one.end)),
    ].sort((a, b) => a.start - b.start);
  };
}

/** Letters of both cases and digits: digests, and ids in hexadecimal, are no secrets. */
function isRandom(token: string): boolean {
  return (
    /[a-z]/.test(token) &&
    /[A-Z]/.test(token) &&
    /\d/.test(token) &&
    !isExample(token) &&
    !DIGEST.test(token) &&
    entropyBits(token) >= MIN_ENTROPY_BITS
  );
}
