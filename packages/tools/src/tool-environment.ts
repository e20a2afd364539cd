/** What a built-in tool works with besides its arguments. */
import type { Sandbox } from './sandbox/sandbox.ts';
import type { Workspace } from './workspace.ts';

export interface SearchHit {
  title: string;
  url: string;
  snippet: string;
}

export interface ToolEnvironment {
  /** For tools that only touch files. */
  workspace: Workspace;
  /** Opened at the first use. */
  sandbox(): Promise<Sandbox>;
  /** Cannot reach private addresses, whatever a name resolves or a server redirects to. */
  fetch: typeof globalThis.fetch;
  /** Absent: no search engine is configured. */
  search?: (query: string, options: { count: number; signal: AbortSignal }) => Promise<SearchHit[]>;
}
