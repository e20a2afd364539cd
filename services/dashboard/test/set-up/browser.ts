/** A browser for one test file, and what tests ask of a page. */
import { AxeBuilder } from '@axe-core/playwright';
import { type Client, createClient } from '@nex/client';
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';
import { inject } from 'vitest';

const FLAGS = ['--no-sandbox', '--disable-gpu', '--disable-background-networking', '--no-first-run'];
/** Waits end with their condition; this is for a machine with many neighbours. */
const WAIT_MS = 60_000;

export interface TestBrowser extends AsyncDisposable {
  baseUrl: string;
  client: Client;
  /** A page with a storage of its own. What goes wrong in it is in `faults`. */
  open(path: string, options?: BrowserContextOptions): Promise<OpenPage>;
}

export interface OpenPage extends AsyncDisposable {
  page: Page;
  /** Errors of scripts and of the console, in order. */
  faults: string[];
}

export async function startBrowser(): Promise<TestBrowser> {
  const baseUrl = inject('dashboardUrl');
  const browser: Browser = await chromium.launch({ executablePath: inject('chromium'), args: FLAGS });
  return {
    baseUrl,
    client: createClient({ baseUrl }),
    async open(path, options = {}) {
      const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, ...options });
      context.setDefaultTimeout(WAIT_MS);
      const page = await context.newPage();
      const faults: string[] = [];
      page.on('pageerror', (error) => faults.push(error.message));
      page.on('console', (message) => {
        if (message.type() === 'error') faults.push(message.text());
      });
      await page.goto(baseUrl + path, { waitUntil: 'commit' });
      return { page, faults, [Symbol.asyncDispose]: () => context.close() };
    },
    [Symbol.asyncDispose]: () => browser.close(),
  };
}

/** Those of axe's colour rules that are on without being asked for. */
const COLOUR_RULES = ['color-contrast', 'link-in-text-block'];

/**
 * Serious and critical findings of axe, each as a rule with the places: by all rules in light, and in dark, which changes
 * colours alone, by those of colours. The page ends up dark.
 */
export async function seriousFindings(page: Page): Promise<{ light: string[]; dark: string[] }> {
  const theme = async (colorScheme: 'light' | 'dark') => {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    await page.locator(`html[data-theme=${colorScheme}]`).waitFor();
  };
  await theme('light');
  const light = await findingsOf(new AxeBuilder({ page }).options({ resultTypes: ['violations'] }));
  await theme('dark');
  return {
    light,
    dark: await findingsOf(
      new AxeBuilder({ page }).options({ resultTypes: ['violations'], runOnly: COLOUR_RULES }),
    ),
  };
}

/** Our pages have no frames, so axe runs in one piece; it names only the elements with findings. */
async function findingsOf(axe: AxeBuilder): Promise<string[]> {
  axe.setLegacyMode(true);
  const { violations } = await axe.analyze();
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target.join(' ')).join(', ')}`);
}
