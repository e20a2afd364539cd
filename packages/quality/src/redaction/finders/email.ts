import type { Finder, Span } from './finder.ts';
import { UNSPACED_SIGNS } from './unspaced.ts';

/** In scripts without spaces, the text around an address touches it and neither begins nor ends it. */
const UNSPACED = String.raw`[[${UNSPACED_SIGNS}\p{scx=Hangul}]&&[\p{L}\p{M}]]`;
const SPACED = String.raw`[[\p{L}\p{M}]--${UNSPACED}]`;
const LOCAL = String.raw`\d._%+\-`;
const MAX_LOCAL = 64;

const DOMAIN = new RegExp(
  String.raw`@(?:[\p{L}\p{M}\d\-]{1,63}\.){1,8}(?:${SPACED}{2,24}(?![${SPACED}\d\-])|${UNSPACED}{2,24})`,
  'vy',
);
const SPACED_LOCAL = new RegExp(String.raw`[${SPACED}${LOCAL}]+$`, 'v');
const ANY_LOCAL = new RegExp(String.raw`[\p{L}\p{M}${LOCAL}]{1,${MAX_LOCAL}}$`, 'v');

/** A picture for screens of more signs: `logo@2x.png`. */
const ICON = /^@\dx\.(?:png|jpe?g|gif|webp|svg|avif)$/i;

/** From each sign of an address on, so that its time does not depend on the text around. */
export const findEmails: Finder = (text) => {
  const found: Span[] = [];
  let last = 0;
  for (let at = text.indexOf('@'); at >= 0; at = text.indexOf('@', at + 1)) {
    DOMAIN.lastIndex = at;
    const domain = DOMAIN.exec(text)?.[0];
    if (domain === undefined) continue;
    const before = text.slice(Math.max(last, at - MAX_LOCAL - 1), at);
    if (ICON.test(domain)) continue;
    const [local] = SPACED_LOCAL.exec(before) ?? ANY_LOCAL.exec(before) ?? [];
    if (local === undefined || local.length > MAX_LOCAL) continue;
    const start = at - local.length;
    last = at + domain.length;
    found.push({ start, end: last, value: text.slice(start, last).toLowerCase() });
  }
  return found;
};
