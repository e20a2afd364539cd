/** Takes out of an answer what may differ between two equal calls: ids, times, durations and the place of the probe. */

const MASKS: readonly (readonly [RegExp, string])[] = [
  [/[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/gi, '<uuid>'],
  [/\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(:\d{2})?([.,]\d+)?\s?(Z|UTC|[+-]\d{2}:?\d{2})?/g, '<time>'],
  [/\b(Mon|Tue|Wed|Thu|Fri|Sat|Sun),? .{3,40}?\d{2}:\d{2}:\d{2}[^"\n]{0,40}/g, '<time>'],
  [/\b\d{1,2}\/\d{1,2}\/\d{4},? \d{1,2}:\d{2}:\d{2}( [AP]M)?/g, '<time>'],
  [/\b\d{1,2}:\d{2}:\d{2}([.,]\d+)?( ?[AP]M)?/g, '<time>'],
  [/\b1[6-9]\d{8}(\d{3})?(\.\d+)?\b/g, '<time>'],
  [/\b\d+(\.\d+)?\s?(ms|µs|ns|s|seconds?|milliseconds?)\b/g, '<duration>'],
  [
    /("[\w]*([dD]uration|[eE]lapsed|took|[tT]ime|Ms|_ms|[mM]emory|rss|heap|pid)[\w]*\\*"\s*:\s*)-?[\d.]+/g,
    '$1<measure>',
  ],
  [/\b(?=[0-9a-f]*\d)(?=[0-9a-f]*[a-f])[0-9a-f]{7,64}\b/g, '<hash>'],
  [/\b(?=[0-9A-Za-z_-]*\d)(?=[0-9A-Za-z_-]*[a-z])(?=[0-9A-Za-z_-]*[A-Z])[0-9A-Za-z_-]{10,32}\b/g, '<id>'],
  [/\b(?=[0-9a-z]*\d)(?=[0-9a-z]*[a-z])[0-9a-z]{8,32}\b/g, '<id>'],
  [/\b[0-9A-HJKMNP-TV-Z]{26}\b/g, '<id>'],
];

/** `place` is a directory that only this probe has. */
export function withoutPlace(text: string, place: string): string {
  return text.replaceAll(place, '<place>').replaceAll(place.slice(1).replaceAll('/', '-'), '<place>');
}

export function masked(text: string): string {
  return MASKS.reduce((rest, [expression, stand]) => rest.replaceAll(expression, stand), text);
}
