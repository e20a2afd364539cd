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
];
