import { useQuery } from '@tanstack/react-query';
import { useClient } from '../../api/api-provider.tsx';
import { queryKeys } from '../../api/query-keys.ts';

export function useCatalogue() {
  const client = useClient();
  return useQuery({
    queryKey: queryKeys.catalogue,
    queryFn: ({ signal }) => client.catalogue({ signal }),
    staleTime: 60_000,
  });
}

/** What is at work now. Where the runtime is away the catalogue is shown without it. */
export function useToolServers() {
  const client = useClient();
  return useQuery({
    queryKey: ['tool-servers'],
    queryFn: ({ signal }) => client.toolServers({ signal }),
    refetchInterval: 5_000,
  });
}
