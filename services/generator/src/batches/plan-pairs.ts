/**
 * Scenarios × tool sets: which pair each sentence of a batch is made from. Scenarios take turns, and so do tool sets; no
 * pair comes twice before every pair came once. Sets that are drawn use every domain equally often, but for one.
 */
import type { FrameworkLanguage, MakeSentences } from '@nex/core';
import { deriveSeed } from '@nex/core/digest';

export interface SentencePair {
  /** One of both. */
  scenario?: string | undefined;
  domain?: string | undefined;
  toolDomains: string[];
  language: FrameworkLanguage;
}

/** `domains`: those of the catalogue that may be drawn; not empty. */
export function planPairs(
  make: Pick<MakeSentences, 'count' | 'scenarios' | 'domains' | 'toolSets' | 'domainsPerSet' | 'languages'>,
  domains: readonly string[],
  seed: number,
): SentencePair[] {
  const subjects = [
    ...make.scenarios.map((scenario) => ({ scenario })),
    ...make.domains.map((domain) => ({ domain })),
  ];
  const size = Math.min(make.domainsPerSet, domains.length);
  const drawn = make.toolSets ? [] : drawToolSets(domains, make.count, size, seed);
  return Array.from({ length: make.count }, (_, index) => {
    const at = index % subjects.length;
    const round = Math.floor(index / subjects.length);
    const sets = make.toolSets ?? [];
    const toolDomains = sets.length > 0 ? sets[(at + round) % sets.length] : drawn[index];
    return {
      ...subjects[at],
      toolDomains: [...(toolDomains ?? [])],
      language: make.languages[(at + round) % make.languages.length] ?? 'en',
    };
  });
}

/** `count` sets of `size` different domains; no domain is used twice more often than another one. */
export function drawToolSets(
  domains: readonly string[],
  count: number,
  size: number,
  seed: number,
): string[][] {
  const uses = new Map(domains.map((domain) => [domain, 0]));
  return Array.from({ length: count }, (_, index) => {
    const rank = new Map(domains.map((domain) => [domain, deriveSeed(seed, 'tool-sets', index, domain)]));
    const set = domains
      .toSorted((a, b) => (uses.get(a) ?? 0) - (uses.get(b) ?? 0) || (rank.get(a) ?? 0) - (rank.get(b) ?? 0))
      .slice(0, size);
    for (const domain of set) uses.set(domain, (uses.get(domain) ?? 0) + 1);
    return set.sort();
  });
}
