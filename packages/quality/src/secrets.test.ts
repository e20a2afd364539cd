import { expect, test } from 'vitest';
import { findSecrets } from './secrets.ts';

test.each([
  '{"items":[],"nextPageToken":"CAUQ7dK3xP0mZ91sLq"}',
  '{"next_page_token": "Cg0KC2ZyZWUtdGV4dDEy"}',
  'continuation_token=9xKq27LmPz04RtVb',
  '"syncToken":"CPDAlvWDx70CEPDAlvWDx70CGAU1"',
  '{"tokenizer":"Qwen2.5-7B-Instruct"}',
  'author: jsmith1987research',
  'authority = login7.contoso-42.net',
  'secretary: mueller-k4z9t2wq',
])('%s holds no credential', (text) => {
  expect(findSecrets(text)).toEqual([]);
});

test.each([
  '{"access_token":"q7Zt4LmXw29KsVb81NcR"}',
  'auth: q7Zt4LmXw29KsVb81NcR',
  'auth_header="q7Zt4LmXw29KsVb81NcR"',
  'authToken: q7Zt4LmXw29KsVb81NcR',
  'authorization: Bearer q7Zt4LmXw29KsVb81NcR',
  '"refreshToken":"q7Zt4LmXw29KsVb81NcR"',
  'client_secret=q7Zt4LmXw29KsVb81NcR',
  'tokens: q7Zt4LmXw29KsVb81NcR',
])('%s holds one', (text) => {
  expect(findSecrets(text)).toMatchObject([{ kind: 'named_secret' }]);
});
