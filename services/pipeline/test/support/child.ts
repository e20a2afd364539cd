/** The pipeline as a process of its own, to be killed without warning. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

/** Ends the process when its standard input closes: it never outlives the test that started it. */
const END_WITH_PARENT = `data:text/javascript,${encodeURIComponent(
  "process.stdin.resume().on('close', () => process.exit(1)).unref?.()",
)}`;

const MAIN = fileURLToPath(new URL('../../src/main.ts', import.meta.url));

export interface PipelineProcess extends AsyncDisposable {
  httpUrl: string;
  /** Ends it as a power cut would; resolves when it is gone. */
  kill(): Promise<void>;
}

export async function spawnPipeline(environment: Record<string, string>): Promise<PipelineProcess> {
  const child: ChildProcess = spawn(process.execPath, ['--import', END_WITH_PARENT, MAIN], {
    env: { ...process.env, ...environment, LOG_LEVEL: 'info' },
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const gone = once(child, 'exit');
  const kill = async () => {
    child.kill('SIGKILL');
    await gone;
  };
  if (!child.stdout) throw new Error('the process has no output');
  const lines = createInterface({ input: child.stdout });
  for await (const line of lines) {
    const { httpUrl } = JSON.parse(line) as { httpUrl?: string };
    // The rest of the log is read and dropped, so that the process never waits for its reader.
    if (httpUrl) {
      child.stdout.resume();
      return { httpUrl, kill, [Symbol.asyncDispose]: kill };
    }
  }
  throw new Error('the pipeline ended before it was up');
}
