/** What a request does, where its method and its path do not say it. */
import type { HttpRequest } from '@nex/http';

export interface NotedChange {
  operation: string;
  /** Known before the answer. */
  resource: string | null;
  /** Of the refusal, where the answer's own does not tell it. */
  status?: number;
}

const change = Symbol('change');
type Noted = HttpRequest & { [change]?: NotedChange | 'nothing' };

/** `nothing`: it becomes an entry only when it is refused. */
export function noteChange(request: HttpRequest, what: NotedChange | 'nothing'): void {
  (request as Noted)[change] = what;
}

/** Undefined: method and path say it. */
export function notedChange(request: HttpRequest): NotedChange | 'nothing' | undefined {
  return (request as Noted)[change];
}
