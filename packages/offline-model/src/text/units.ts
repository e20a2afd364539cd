/**
 * Units of measure are read from prose into their usual symbols.
 */
import type { Found } from './dates.ts';

/** Symbol, the kind of quantity, and the words that mean it. */
const UNITS: [symbol: string, kind: string, words: string][] = [
  ['km', 'length', 'km kilometres kilometers kilometre kilometer 公里'],
  ['m', 'length', 'm metres meters metre meter'],
  ['cm', 'length', 'cm centimetres centimeters centimetre centimeter 厘米'],
  ['mm', 'length', 'mm millimetres millimeters'],
  ['mi', 'length', 'mi miles mile 英里'],
  ['yd', 'length', 'yd yards yard'],
  ['ft', 'length', 'ft feet foot 英尺'],
  ['in', 'length', 'inches inch 英寸'],
  ['kg', 'weight', 'kg kgs kilograms kilogram kilos kilo 公斤 千克'],
  ['g', 'weight', 'g grams gram grammes'],
  ['lb', 'weight', 'lb lbs pounds pound 磅'],
  ['oz', 'weight', 'oz ounces ounce'],
  ['t', 'weight', 'tonnes tonne tons'],
  ['l', 'volume', 'l litres liters litre liter 升'],
  ['ml', 'volume', 'ml millilitres milliliters'],
  ['gal', 'volume', 'gal gallons gallon 加仑'],
  ['cup', 'volume', 'cups cup'],
  ['tbsp', 'volume', 'tbsp tablespoons tablespoon'],
  ['tsp', 'volume', 'tsp teaspoons teaspoon'],
  ['pt', 'volume', 'pt pints pint'],
  ['m2', 'area', 'm2 m² sqm'],
  ['ft2', 'area', 'ft2 ft² sqft'],
  ['ha', 'area', 'ha hectares hectare'],
  ['acre', 'area', 'acres acre'],
  ['km/h', 'speed', 'km/h kph kmh'],
  ['mph', 'speed', 'mph'],
  ['m/s', 'speed', 'm/s'],
  ['kb', 'data', 'kb kilobytes'],
  ['mb', 'data', 'mb megabytes megabyte'],
  ['gb', 'data', 'gb gigabytes gigabyte'],
  ['tb', 'data', 'tb terabytes terabyte'],
  ['h', 'time', 'hours hour hrs'],
  ['min', 'time', 'minutes minute mins'],
  ['s', 'time', 'seconds second secs'],
  ['c', 'temperature', 'celsius °c 摄氏度'],
  ['f', 'temperature', 'fahrenheit °f 华氏度'],
  ['k', 'temperature', 'kelvin'],
];

/** A unit: its usual symbol and the kind of quantity it measures. */
export type Unit = { symbol: string; kind: string };

const PHRASES: [RegExp, string][] = [
  [/square (?:metres|meters|metre|meter)/gi, 'm2'],
  [/square (?:feet|foot)/gi, 'ft2'],
  [/(?:kilometres|kilometers) (?:per|an) hour/gi, 'km/h'],
  [/miles (?:per|an) hour/gi, 'mph'],
  [/(?:metres|meters) per second/gi, 'm/s'],
  [/degrees (?=celsius|fahrenheit)/gi, ''],
];

const BY_WORD = new Map<string, Unit>(
  UNITS.flatMap(([symbol, kind, words]) => words.split(' ').map((word) => [word, { symbol, kind }] as const)),
);

/** Every unit of the text, in order; one-letter symbols count only right after a number or a "to". */
export function unitsIn(text: string): Found<Unit>[] {
  let plain = text;
  for (const [pattern, symbol] of PHRASES) plain = plain.replace(pattern, (raw) => symbol.padEnd(raw.length));
  const found: Found<Unit>[] = [];
  for (const match of plain.matchAll(/°[cf]\b|\p{Script=Han}+|[\p{L}]+(?:\/[a-z]+|[²2])?/giu)) {
    const unit = BY_WORD.get(match[0].toLowerCase());
    if (!unit) continue;
    const before = plain.slice(0, match.index);
    if (match[0].length === 1 && !/(?:\d\s*|\b(?:to|into)\s+)$/.test(before)) continue;
    found.push({ value: unit, raw: match[0], index: match.index });
  }
  return found;
}

/** How a unit is written in an answer: "km", "°C". */
export function unitLabel(symbol: string): string {
  const temperature = /^(?:°?([cfk])|celsius|fahrenheit|kelvin)$/i.exec(symbol);
  if (!temperature) return symbol.replace(/2$/, '²');
  const letter = symbol.replace('°', '').charAt(0).toUpperCase();
  return letter === 'K' ? 'K' : `°${letter}`;
}
