/**
 * Words are compared in one shape: lower case, joined names taken apart,
 * endings cut, function words dropped; Chinese text is read as pairs of characters.
 */

const FUNCTION_WORDS = new Set(
  (
    'a an and are as at be been but by can could did do does for from had has have how i if in into is it its me my ' +
    'of on or our out please should so some than that the their them then there these they this those to up us was we ' +
    'were what when where which who will with would you your about also any each just like not only over too very ' +
    'need want tool used use using e g i.e eg ie get provide provided given specific'
  ).split(' '),
);

function stem(word: string): string {
  if (word.length > 5 && word.endsWith('ies')) return `${word.slice(0, -3)}y`;
  if (word.length > 6 && word.endsWith('ings')) return word.slice(0, -4);
  if (word.length > 5 && word.endsWith('ing')) return word.slice(0, -3).replace(/([bdglmnprt])\1$/, '$1');
  if (word.length > 4 && word.endsWith('ed')) return word.slice(0, -2).replace(/([bdglmnprt])\1$/, '$1');
  if (word.length > 4 && /(?:ches|shes|xes|sses)$/.test(word)) return word.slice(0, -2);
  if (word.length > 3 && word.endsWith('s') && !/(?:ss|us|is)$/.test(word)) return word.slice(0, -1);
  return word;
}

function closing(word: string): string {
  const cut = stem(word);
  return cut.length > 4 && cut.endsWith('e') ? cut.slice(0, -1) : cut;
}

/** The comparable words of a text, in order, with repeats. */
export function tokens(text: string): string[] {
  const apart = text
    .replace(/([a-z0-9])([A-Z])/g, '$1 $2')
    .replace(/([A-Z]+)([A-Z][a-z])/g, '$1 $2')
    .toLowerCase();
  const found: string[] = [];
  for (const [run] of apart.matchAll(/[\p{Script=Han}]+|[\p{L}\p{N}]+/gu)) {
    if (/^\p{Script=Han}/u.test(run)) {
      if (run.length === 1) found.push(run);
      for (let at = 0; at + 1 < run.length; at += 1) found.push(run.slice(at, at + 2));
    } else if (!FUNCTION_WORDS.has(run)) {
      found.push(closing(run));
    }
  }
  return found;
}

/** A name for files and agents: ASCII, lower case, joined by hyphens, at most `limit` characters. */
export function slug(text: string, limit = 40): string {
  const plain = text
    .normalize('NFKD')
    .replace(/[\u0300-\u036f]/g, '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '');
  if (plain.length <= limit) return plain;
  const cut = plain.slice(0, limit + 1);
  const end = cut.lastIndexOf('-');
  return (end > 8 ? cut.slice(0, end) : cut.slice(0, limit)).replace(/-+$/, '');
}

/** The same words with a capital first letter. */
export function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** The text, cut at a word with an ellipsis when it is longer than `limit`. */
export function shorten(text: string, limit: number): string {
  if (text.length <= limit) return text;
  const cut = text.slice(0, limit - 1);
  const space = cut.lastIndexOf(' ');
  return `${(space > limit / 2 ? cut.slice(0, space) : cut).trimEnd()}…`;
}

/** "a, b and c". */
export function listed(items: readonly string[], last = 'and'): string {
  if (items.length < 2) return items.join('');
  return `${items.slice(0, -1).join(', ')} ${last} ${items.at(-1)}`;
}
