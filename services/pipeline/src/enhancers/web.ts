/** What enhancers see of the web. Where something is not configured, it is absent. */

export interface SearchHit {
  title: string;
  url: string;
  snippet: string;
}

export interface Web {
  /** The platform's search tool. */
  search?: (query: string, options: { count: number; signal: AbortSignal }) => Promise<SearchHit[]>;
  /** Judges addresses by the rules for outgoing requests. */
  fetch?: typeof globalThis.fetch;
}
