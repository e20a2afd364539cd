/**
 * A Chromium for tests in a browser: `CHROMIUM_PATH`, else one on PATH, else what the package manager of the machine gives,
 * which needs root.
 */
import { runCommand } from '@nex/cli/stack';
import { NexError } from '@nex/core';

const PROGRAMS = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];

/** The program to start, or `undefined`. Installs nothing. */
export async function findChromium(env: NodeJS.ProcessEnv = process.env): Promise<string | undefined> {
  if (env.CHROMIUM_PATH) return env.CHROMIUM_PATH;
  for (const program of PROGRAMS) {
    const { exitCode, stdout } = await runCommand('which', [program]);
    if (exitCode === 0) return stdout.trim();
  }
  return undefined;
}

/** Installs it where there is none. Throws `unavailable` with what to do where that is not possible. */
export async function ensureChromium(onNote: (line: string) => void): Promise<string> {
  const found = await findChromium();
  if (found !== undefined) return found;
  const mayInstall = process.getuid?.() === 0 && (await runCommand('apt-get', ['--version'])).exitCode === 0;
  if (mayInstall) {
    onNote('Installing Chromium for the tests in a browser (apt-get install chromium)…');
    const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
    await runCommand('apt-get', ['update'], { env });
    const install = ['install', '--yes', '--no-install-recommends', 'chromium'];
    await runCommand('apt-get', install, { env });
    const installed = await findChromium();
    if (installed !== undefined) return installed;
  }
  throw new NexError('unavailable', 'The tests in a browser need a Chromium, and there is none.', {
    hint: 'Install one (Debian: `apt-get install chromium`), or set CHROMIUM_PATH to the program.',
  });
}
