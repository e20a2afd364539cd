/** Address of an API below a base URL. A query of the base stays; credentials have no place in it. */
import { NexError } from '@nex/core';

export interface EndpointPath {
  /** Without a leading slash: `messages`, `models/m:generateContent?alt=sse`. */
  path: string;
  /** Version that the API lives below; added when the base URL does not end in one: `v1`. */
  version?: string;
}

/** @throws NexError `config_invalid` when the base is not a URL. */
export function endpointUrl(baseUrl: string, { path, version }: EndpointPath): string {
  if (!URL.canParse(baseUrl)) {
    throw new NexError('config_invalid', 'The base URL of the model server is not a URL.', {
      where: 'baseUrl',
      hint: 'Set LLM_BASE_URL to something like https://api.example.com/v1.',
    });
  }
  const base = new URL(baseUrl);
  const [name = '', query = ''] = path.split('?');
  const root = base.pathname.replace(/\/+$/, '');
  const versioned = version === undefined || /\/v\d+[a-z0-9]*$/.test(root) ? root : `${root}/${version}`;
  const search = [base.search.slice(1), query].filter((part) => part !== '').join('&');
  return `${base.origin}${versioned}/${name}${search === '' ? '' : `?${search}`}`;
}
