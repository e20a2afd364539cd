/** Places in a text counted in code points, as Python counts them, and in UTF-16 units. */

const PAIR = /[\ud800-\udbff][\udc00-\udfff]/g;

/** @param places In UTF-16 units: ascending, within the text, none inside of a pair. */
export function codePointPlaces(text: string, places: readonly number[]): number[] {
  const pairs = pairsOf(text);
  let before = 0;
  return places.map((place) => {
    while (before < pairs.length && (pairs[before] ?? 0) < place) before += 1;
    return place - before;
  });
}

/** The other way. A place behind the text stays behind it. @param places Ascending. */
export function unitPlaces(text: string, places: readonly number[]): number[] {
  const pairs = pairsOf(text);
  let before = 0;
  return places.map((place) => {
    while (before < pairs.length && (pairs[before] ?? 0) < place + before) before += 1;
    return place + before;
  });
}

/** Where the pairs of units begin that are one code point. */
function pairsOf(text: string): number[] {
  return Array.from(text.matchAll(PAIR), ({ index }) => index);
}
