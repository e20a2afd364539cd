/**
 * Keeps a format's own marks out of the JSON that stands between them. A mark cannot occur in JSON outside of a string,
 * and inside of one its first character may be written as an escape, so the value stays the same for every reader.
 */

/** @param markers Begin with a character that is no part of an escape. */
export function hideMarkers(json: string, markers: readonly string[]): string {
  let hidden = json;
  let absent = '';
  for (const marker of markers) {
    const first = marker.charAt(0);
    if (first === absent) continue;
    if (!hidden.includes(first)) absent = first;
    if (!hidden.includes(marker)) continue;
    const code = marker.charCodeAt(0).toString(16).padStart(4, '0');
    hidden = hidden.replaceAll(marker, `\\u${code}${marker.slice(1)}`);
  }
  return hidden;
}
