/**
 * A place becomes an IANA time zone only when it is in the table or is written as one.
 */
import type { Found } from './dates.ts';

/** Place names in lower case and their zones. */
const ZONES: Record<string, string> = {
  utc: 'UTC',
  gmt: 'UTC',
  london: 'Europe/London',
  dublin: 'Europe/Dublin',
  lisbon: 'Europe/Lisbon',
  paris: 'Europe/Paris',
  berlin: 'Europe/Berlin',
  madrid: 'Europe/Madrid',
  rome: 'Europe/Rome',
  amsterdam: 'Europe/Amsterdam',
  brussels: 'Europe/Brussels',
  vienna: 'Europe/Vienna',
  zurich: 'Europe/Zurich',
  stockholm: 'Europe/Stockholm',
  oslo: 'Europe/Oslo',
  helsinki: 'Europe/Helsinki',
  athens: 'Europe/Athens',
  warsaw: 'Europe/Warsaw',
  istanbul: 'Europe/Istanbul',
  cairo: 'Africa/Cairo',
  lagos: 'Africa/Lagos',
  nairobi: 'Africa/Nairobi',
  johannesburg: 'Africa/Johannesburg',
  dubai: 'Asia/Dubai',
  karachi: 'Asia/Karachi',
  mumbai: 'Asia/Kolkata',
  delhi: 'Asia/Kolkata',
  bangkok: 'Asia/Bangkok',
  singapore: 'Asia/Singapore',
  'hong kong': 'Asia/Hong_Kong',
  shanghai: 'Asia/Shanghai',
  beijing: 'Asia/Shanghai',
  taipei: 'Asia/Taipei',
  seoul: 'Asia/Seoul',
  tokyo: 'Asia/Tokyo',
  sydney: 'Australia/Sydney',
  melbourne: 'Australia/Melbourne',
  auckland: 'Pacific/Auckland',
  'new york': 'America/New_York',
  boston: 'America/New_York',
  toronto: 'America/Toronto',
  chicago: 'America/Chicago',
  denver: 'America/Denver',
  'los angeles': 'America/Los_Angeles',
  'san francisco': 'America/Los_Angeles',
  seattle: 'America/Los_Angeles',
  vancouver: 'America/Vancouver',
  'mexico city': 'America/Mexico_City',
  bogota: 'America/Bogota',
  'sao paulo': 'America/Sao_Paulo',
  'são paulo': 'America/Sao_Paulo',
  'buenos aires': 'America/Argentina/Buenos_Aires',
  北京: 'Asia/Shanghai',
  上海: 'Asia/Shanghai',
  东京: 'Asia/Tokyo',
  伦敦: 'Europe/London',
  巴黎: 'Europe/Paris',
  柏林: 'Europe/Berlin',
  迪拜: 'Asia/Dubai',
  新加坡: 'Asia/Singapore',
  悉尼: 'Australia/Sydney',
  纽约: 'America/New_York',
  芝加哥: 'America/Chicago',
  多伦多: 'America/Toronto',
};

const REGIONS = 'Africa|America|Antarctica|Asia|Atlantic|Australia|Europe|Indian|Pacific';

/** Every time zone of the text, in order, as an IANA name. */
export function timeZonesIn(text: string): Found<string>[] {
  const found: Found<string>[] = [];
  for (const match of text.matchAll(new RegExp(`\\b(?:${REGIONS})/[A-Za-z_]+(?:/[A-Za-z_]+)?`, 'g'))) {
    found.push({ value: match[0], raw: match[0], index: match.index });
  }
  const lower = text.toLowerCase();
  for (const [place, zone] of Object.entries(ZONES)) {
    const han = /\p{Script=Han}/u.test(place);
    for (const match of lower.matchAll(new RegExp(han ? place : `\\b${place}\\b`, 'g'))) {
      const inside = found.some(
        (one) => match.index >= one.index && match.index < one.index + one.raw.length,
      );
      if (!inside) found.push({ value: zone, raw: match[0], index: match.index });
    }
  }
  return found.sort((left, right) => left.index - right.index);
}
