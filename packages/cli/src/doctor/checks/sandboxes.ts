/** Which of the allowed kinds of sandbox this machine can make. It speaks for the machine that it runs on only. */
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { probeSandbox } from '@nex/tools';
import { type Check, type CheckOptions, type Finding, ok, warn } from '../check.ts';

const ENGINE_TIMEOUT_MS = 5000;

export const sandboxes: Check = {
  name: 'sandboxes',
  about: 'the kinds of sandbox that agents may ask for can be made on this machine',
  run: ({ deployment, signal }) =>
    Promise.all(deployment.sandboxTypes.map((type) => checkType(type, signal))),
};

async function checkType(type: string, signal: CheckOptions['signal']): Promise<Finding> {
  if (type === 'plain') {
    const todo = 'Take it out of SANDBOX_TYPES where others send agent files.';
    return warn(type, 'runs the commands of agents on the host without isolation', todo);
  }
  if (type === 'local') {
    const probe = await probeSandbox();
    if (!probe.available) return warn(type, probe.message, probe.hint);
    const limits = probe.cgroups ? `cgroup v${probe.cgroups.version}` : 'ulimit';
    return ok(type, `bubblewrap ${probe.bubblewrap.version}, limits by ${limits}`);
  }
  const engine = promisify(execFile);
  try {
    const options = { signal, timeout: ENGINE_TIMEOUT_MS };
    const { stdout } = await engine('docker', ['version', '--format', '{{.Server.Version}}'], options);
    return ok(type, `engine of version ${stdout.trim()}`);
  } catch {
    return warn(type, 'no container engine answers', 'Start one, or take the kind out of SANDBOX_TYPES.');
  }
}
