/** The platform that all tests in the browser share, with the dashboard's files made and a browser there. */
import { buildDashboard } from '@nex/cli/stack';
import { ensureChromium, startTestServers, startTestStack } from '@nex/testkit';
import type { TestProject } from 'vitest/node';

declare module 'vitest' {
  interface ProvidedContext {
    dashboardUrl: string;
    chromium: string;
    /** Of the platform, for what nobody waits for to be made. */
    databaseUrl: string;
  }
}

/** Returns the tear-down. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const onNote = (line: string) => process.stdout.write(`${line}\n`);
  const [chromium, servers] = await Promise.all([
    ensureChromium(onNote),
    startTestServers(),
    buildDashboard({ onNote }),
  ]);
  const stack = new AsyncDisposableStack();
  stack.use(servers);
  try {
    const platform = stack.use(await startTestStack({ serverUrl: servers.postgresUrl }));
    project.provide('dashboardUrl', platform.stack.urls.gateway);
    project.provide('chromium', chromium);
    project.provide('databaseUrl', platform.databaseUrl);
  } catch (thrown) {
    await stack.disposeAsync();
    throw thrown;
  }
  return () => stack.disposeAsync();
}
