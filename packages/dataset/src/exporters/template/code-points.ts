/** Places in a text counted in code points, as Python counts them, from places in UTF-16 units. */

/** @param places Ascending, within the text, none inside of a pair. */
export function codePointPlaces(text: string, places: readonly number[]): number[] {
  let unit = 0;
  let point = 0;
  return places.map((place) => {
    while (unit < place) {
      unit += (text.codePointAt(unit) ?? 0) > 0xffff ? 2 : 1;
      point += 1;
    }
    return point;
  });
}
