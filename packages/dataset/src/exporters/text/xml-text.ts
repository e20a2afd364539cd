/** Text inside of XML elements and double-quoted attributes. */

// biome-ignore lint/suspicious/noControlCharactersInRegex: those are what it looks for.
const NO_XML = /[\0-\x08\v\f\x0e-\x1f\ufffe\uffff]/;

/** Whether XML 1.0 can hold the text: it has no spelling for most control characters. */
export function isXmlText(text: string): boolean {
  return !NO_XML.test(text);
}

interface Sign {
  sign: string;
  every: RegExp;
  escape: string;
}
const AMP: Sign = { sign: '&', every: /&/g, escape: '&amp;' };
const LT: Sign = { sign: '<', every: /</g, escape: '&lt;' };
const GT: Sign = { sign: '>', every: />/g, escape: '&gt;' };
const QUOT: Sign = { sign: '"', every: /"/g, escape: '&quot;' };
const RETURN: Sign = { sign: '\r', every: /\r/g, escape: '&#13;' };
/** In the order in which they are escaped. */
const SIGNS = [AMP, LT, GT, QUOT, RETURN];

const ANY_SIGN = /[&<>"\r]/;

/** The engine replaces all of one sign at once faster than a program tells signs apart. */
export function escapeXml(text: string): string {
  if (!ANY_SIGN.test(text)) return text;
  let escaped = text;
  for (const { sign, every, escape } of SIGNS) {
    if (escaped.includes(sign)) escaped = escaped.replace(every, escape);
  }
  return escaped;
}

/** Whose escape goes on with this code behind the `&`. */
function signBehind(code: number): Sign | undefined {
  switch (code) {
    case 97:
      return AMP;
    case 108:
      return LT;
    case 103:
      return GT;
    case 113:
      return QUOT;
    case 35:
      return RETURN;
    default:
      return undefined;
  }
}

/** What is no escape stays. */
export function unescapeXml(text: string): string {
  let plain = '';
  let from = 0;
  for (let at = text.indexOf('&'); at >= 0; at = text.indexOf('&', at + 1)) {
    const found = signBehind(text.charCodeAt(at + 1));
    if (!found || !text.startsWith(found.escape, at)) continue;
    plain += text.slice(from, at) + found.sign;
    from = at + found.escape.length;
  }
  return from === 0 ? text : plain + text.slice(from);
}
