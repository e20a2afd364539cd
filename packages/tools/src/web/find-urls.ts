/** The addresses that a call of web_fetch names. */

export type FoundUrls = { ok: true; urls: string[] } | { ok: false; fault: string };

/** Addresses in running text; each once, in order. `fault` begins with its word. */
export function urlsInText(text: string): FoundUrls {
  const urls = new Set<string>();
  for (const word of text.split(/\s+/)) {
    const start = word.search(/[a-z][a-z0-9+.-]*:\/\//i);
    if (start < 0) continue;
    const url = parseWebUrl(trimSigns(word.slice(start)));
    if (!url.ok) return url;
    urls.add(url.url);
  }
  if (urls.size > 0) return { ok: true, urls: [...urls] };
  return { ok: false, fault: 'NO_URLS_FOUND: Give an http or https address in "url".' };
}

/** Checks the form of an address; GitHub's page of a file becomes the file. */
export function parseWebUrl(text: string): { ok: true; url: string } | { ok: false; fault: string } {
  const url = URL.parse(text.trim());
  const shown = text.length > 200 ? `${text.slice(0, 200)}…` : text;
  if (!url)
    return {
      ok: false,
      fault: `INVALID_URL: "${shown}" is not a complete address such as https://example.com/.`,
    };
  if (url.protocol !== 'http:' && url.protocol !== 'https:') {
    return { ok: false, fault: `INVALID_URL: "${shown}": only http and https addresses can be fetched.` };
  }
  const file = /^\/([^/]+\/[^/]+)\/blob\/(.+)$/.exec(url.pathname);
  if (url.hostname === 'github.com' && file) {
    url.hostname = 'raw.githubusercontent.com';
    url.pathname = `/${file[1]}/${file[2]}`;
  }
  return { ok: true, url: url.href };
}

/** Signs of the sentence around an address do not belong to it. */
function trimSigns(word: string): string {
  const bare = word.replace(/[>"'`,;!?]+$/, '').replace(/\.+$/, '');
  return bare.endsWith(')') && !bare.includes('(') ? bare.replace(/\)+$/, '') : bare;
}
