/** What enhancers see of the web. Where something is not configured, it is absent. */

export interface SearchHit {
  title: string;
  url: string;
  snippet: string;
}

export interface WebSearch {
  /** Kept with what was quoted: `serper`, or `server/tool` of the catalogue. */
  name: string;
  /** Best first. May throw: then nothing was found. */
  find(query: string, options: { count: number; signal: AbortSignal }): Promise<SearchHit[]>;
}

export interface Web {
  /** The build's tool of the catalogue, else the platform's own engine. */
  search?: WebSearch;
  /** Judges addresses by the rules for outgoing requests. */
  fetch?: typeof globalThis.fetch;
}
