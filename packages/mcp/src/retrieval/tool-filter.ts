/** Which tools a search may find. Every condition that is given must hold. */
import { type Grade, isAtLeast } from '../catalogue/grade.ts';
import type { CatalogueServer } from '../catalogue/load.ts';
import { type StateClassLetter, stateClass } from '../catalogue/state-class.ts';

export interface ToolFilter {
  servers?: readonly string[];
  /** One of them is the server's domain or among its domains. */
  domains?: readonly string[];
  stateClasses?: readonly StateClassLetter[];
  /** Servers that were never graded do not meet it. */
  leastGrade?: Grade;
  /** The licence begins with one of them, in any case. */
  licences?: readonly string[];
  /** Only tools that answered with a success when they were tried. */
  proved?: boolean;
}

export function allows(filter: ToolFilter, server: CatalogueServer, tool: string): boolean {
  const { servers, domains, stateClasses, leastGrade, licences, proved } = filter;
  const { record } = server;
  return (
    (servers?.includes(server.name) ?? true) &&
    (domains?.some((domain) => domain === server.domain || server.domains.includes(domain)) ?? true) &&
    (stateClasses?.includes(stateClass(server)) ?? true) &&
    (leastGrade === undefined || (record !== undefined && isAtLeast(record.grade, leastGrade))) &&
    (licences?.some((licence) => server.licence.toLowerCase().startsWith(licence.toLowerCase())) ?? true) &&
    (!proved || (record?.tools.some((row) => row.name === tool && row.verdict === 'works') ?? false))
  );
}
