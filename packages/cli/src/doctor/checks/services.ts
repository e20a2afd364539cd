/** Whether each service answers, is ready, and is of this version. */
import packageFile from '../../../package.json' with { type: 'json' };
import { type Check, type CheckOptions, type Finding, fail, ok, warn } from '../check.ts';
import { fetchJson, Health } from '../fetch-json.ts';

export const services: Check = {
  name: 'services',
  about: 'each service answers, is ready, and is of the version of this command line',
  run: ({ deployment, signal }) =>
    Promise.all(Object.entries(deployment.services).map(([name, url]) => checkService(name, url, signal))),
};

async function checkService(name: string, url: string, signal: CheckOptions['signal']): Promise<Finding> {
  const health = await fetchJson(`${url}/healthz`, signal);
  const told = Health.safeParse(health?.body);
  if (!health || !told.success) {
    const variable = name === 'gateway' ? 'NEX_URL' : `${name.toUpperCase()}_HTTP_URL`;
    return fail(name, `does not answer at ${url}`, `Start it, or correct ${variable}.`);
  }
  if (told.data.service !== name) {
    return fail(
      name,
      `at ${url} is the ${told.data.service} service`,
      'Correct the addresses: two are mixed up.',
    );
  }
  const ready = await fetchJson(`${url}/readyz`, signal);
  if (ready?.status !== 200) {
    return fail(
      name,
      `answers, and is not ready: ${detailOf(ready?.body)}`,
      'Mend what it waits for; its log has more.',
    );
  }
  const { version } = told.data;
  if (version !== packageFile.version) {
    const says = `is of version ${version ?? 'unknown'}, this command line of ${packageFile.version}`;
    return warn(name, says, 'Bring all services and the command line to one version.');
  }
  return ok(name, `ready in ${Math.round(health.tookMs)} ms, version ${version}`);
}

function detailOf(body: unknown): string {
  const isProblem = typeof body === 'object' && body !== null && 'detail' in body;
  return isProblem && typeof body.detail === 'string' ? body.detail : 'it gave no reason';
}
