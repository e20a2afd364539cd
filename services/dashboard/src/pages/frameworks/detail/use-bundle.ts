/** The files of a framework and what lint finds in them. Files never change once they are made. */
import type { Bundle, LintFinding } from '@nex/core';
import { useQuery } from '@tanstack/react-query';
import { useClient } from '../../../api/api-provider.tsx';
import { queryKeys } from '../../../api/query-keys.ts';

export function useBundle(frameworkId: string) {
  const client = useClient();
  return useQuery({
    queryKey: queryKeys.frameworks.files(frameworkId),
    queryFn: ({ signal }) => client.frameworks.files(frameworkId, { signal }),
    staleTime: Number.POSITIVE_INFINITY,
  });
}

export function useFindings(bundle: Bundle | undefined): readonly LintFinding[] | undefined {
  const client = useClient();
  const { data } = useQuery({
    queryKey: queryKeys.frameworks.lint(bundle?.digest ?? ''),
    queryFn: ({ signal }) => client.lint(bundle?.files ?? [], { signal }),
    enabled: bundle !== undefined,
    staleTime: Number.POSITIVE_INFINITY,
  });
  return data?.findings;
}
