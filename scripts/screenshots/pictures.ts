/** Each picture: its file, the page, and a text that is there once the page shows what it is for. */
import type { Page } from 'playwright-core';
import type { Content } from './content.ts';

export interface Picture {
  name: string;
  path(content: Content): string;
  shown: string | RegExp;
  /** Default: light. */
  theme?: 'light' | 'dark';
  /** Clicks before the picture is taken. */
  prepare?(page: Page): Promise<void>;
}

export const PICTURES: readonly Picture[] = [
  {
    name: 'home',
    path: () => '/?span=1h',
    shown: 'Bakery, two samples each',
    prepare: async (page) =>
      page
        .getByRole('img', { name: /^Tokens/ })
        .locator('svg')
        .waitFor(),
  },
  { name: 'home-dark', path: () => '/?span=1h', shown: 'Waits for its review', theme: 'dark' },
  { name: 'frameworks', path: () => '/frameworks', shown: 'New framework' },
  {
    name: 'framework-graph',
    path: ({ framework }) => `/frameworks/${framework.id}?node=${framework.agents?.[1]?.name ?? ''}`,
    shown: 'Meta-skills',
  },
  {
    name: 'framework-making',
    path: ({ framework }) => `/frameworks/${framework.id}?tab=making`,
    shown: 'write-agents',
  },
  {
    name: 'framework-evidence',
    path: ({ framework }) => `/frameworks/${framework.id}?tab=evidence`,
    shown: 'Tokens per case',
  },
  { name: 'runs', path: () => '/runs', shown: 'Ended by' },
  {
    name: 'run-trace',
    path: ({ run }) => `/runs/${run.id}`,
    shown: /lines$/,
    prepare: async (page) => page.getByRole('treeitem').nth(1).click(),
  },
  { name: 'run-trace-dark', path: ({ run }) => `/runs/${run.id}`, shown: /lines$/, theme: 'dark' },
  {
    name: 'run-conversation',
    path: ({ run }) => `/runs/${run.id}?view=conversation`,
    shown: 'Input',
  },
  { name: 'run-question', path: ({ asking }) => `/runs/${asking.id}`, shown: 'Allow always' },
  { name: 'builds', path: () => '/builds', shown: 'Per kept' },
  { name: 'build', path: ({ build }) => `/builds/${build.id}`, shown: 'Why trajectories were dropped' },
  {
    name: 'build-spread',
    path: ({ build }) => `/builds/${build.id}?tab=spread`,
    shown: 'Problem types',
    prepare: drawn,
  },
  {
    name: 'build-spread-dark',
    path: ({ build }) => `/builds/${build.id}?tab=spread`,
    shown: 'Problem types',
    theme: 'dark',
    prepare: drawn,
  },
  {
    name: 'build-trajectories',
    path: ({ build, run }) => `/builds/${build.id}?tab=trajectories&run=${run.rootRunId}`,
    shown: 'Against it',
  },
  {
    name: 'build-review',
    path: ({ reviewed }) => `/builds/${reviewed.id}/review`,
    shown: /to decide$/,
    prepare: (page) => page.getByLabel('You are').fill('Ada'),
  },
  {
    name: 'build-new',
    path: ({ framework }) => `/builds/new?framework=${framework.id}`,
    shown: 'Estimated from',
  },
  { name: 'data-set-rows', path: ({ build }) => `/data-sets/${build.dataSet?.id}`, shown: /^\d+ rows$/ },
  {
    name: 'data-set-composition',
    path: ({ build }) => `/data-sets/${build.dataSet?.id}?tab=composition`,
    shown: 'Turns per row',
    prepare: drawn,
  },
  {
    name: 'data-set-card',
    path: ({ build }) => `/data-sets/${build.dataSet?.id}?tab=card`,
    shown: 'How it was made',
  },
  {
    name: 'data-set-versions',
    path: ({ build }) => `/data-sets/${build.dataSet?.id}?tab=versions`,
    shown: 'the build',
  },
  {
    name: 'data-set-row',
    path: ({ build, run }) => `/data-sets/${build.dataSet?.id}/rows/${run.rootRunId}?format=hermes`,
    shown: 'Where it came from',
  },
  { name: 'catalogue', path: () => '/catalogue', shown: 'At work' },
  {
    name: 'catalogue-tool',
    path: () => '/catalogue/calc?tool=math',
    shown: 'Call the tool',
    prepare: async (page) => {
      await page.getByLabel(/^expression/).fill('6 * 7');
      await page.getByRole('button', { name: 'Call the tool' }).click();
      await page.getByRole('region', { name: 'Answer' }).first().waitFor();
    },
  },
  { name: 'settings', path: () => '/settings', shown: 'Session' },
  { name: 'settings-keys', path: () => '/settings?tab=keys', shown: /New key|does not have/ },
];

/** Charts come with a library of their own. */
async function drawn(page: Page): Promise<void> {
  await page.locator('[role="img"] svg').first().waitFor();
}
