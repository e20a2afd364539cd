/**
 * The one way to the API. The key lives in the tab's session storage and goes along as a bearer; an answer that it is
 * missing or wrong, of whatever call, brings up the sign-in.
 */
import { type Client, createClient } from '@nex/client';
import { NexError } from '@nex/core';
import { MutationCache, QueryCache, QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { createContext, type ReactNode, useContext, useMemo, useState } from 'react';

interface Api {
  client: Client;
  signedOut: boolean;
  hasKey: boolean;
  signIn(apiKey: string): void;
  signOut(): void;
  /** Tells of an error that came outside of a query, such as in a stream. */
  report(thrown: unknown): void;
}

const KEY_NAME = 'nex.api-key';
const ApiContext = createContext<Api | null>(null);

export function ApiProvider({ children }: { children: ReactNode }) {
  const [apiKey, setApiKey] = useState(() => sessionStorage.getItem(KEY_NAME) ?? undefined);
  const [signedOut, setSignedOut] = useState(false);
  const client = useMemo(
    () =>
      createClient({ baseUrl: window.location.origin, retry: { attempts: 3 }, ...(apiKey && { apiKey }) }),
    [apiKey],
  );
  const queries = useMemo(() => createQueryClient(() => setSignedOut(true)), []);
  const api = useMemo<Api>(
    () => ({
      client,
      signedOut,
      hasKey: apiKey !== undefined,
      signIn(next) {
        sessionStorage.setItem(KEY_NAME, next);
        setApiKey(next);
        setSignedOut(false);
        queries.clear();
      },
      signOut() {
        sessionStorage.removeItem(KEY_NAME);
        setApiKey(undefined);
        queries.clear();
      },
      report(thrown) {
        if (isSignedOut(thrown)) setSignedOut(true);
      },
    }),
    [client, signedOut, apiKey, queries],
  );
  return (
    <ApiContext value={api}>
      <QueryClientProvider client={queries}>{children}</QueryClientProvider>
    </ApiContext>
  );
}

export function useApi(): Api {
  const api = useContext(ApiContext);
  if (api === null) throw new Error('useApi is called outside of ApiProvider.');
  return api;
}

export function useClient(): Client {
  return useApi().client;
}

export function isSignedOut(thrown: unknown): boolean {
  return thrown instanceof NexError && thrown.code === 'unauthenticated';
}

/** The client tries again itself, so queries do not. */
function createQueryClient(onSignedOut: () => void): QueryClient {
  const onError = (thrown: unknown) => {
    if (isSignedOut(thrown)) onSignedOut();
  };
  return new QueryClient({
    queryCache: new QueryCache({ onError }),
    mutationCache: new MutationCache({ onError }),
    defaultOptions: { queries: { retry: false, staleTime: 5_000, refetchOnWindowFocus: true } },
  });
}
