/**
 * Reads the messages for `node-host.mjs` in a thread of its own and hands on each line. The end of the input is the end
 * of the platform or of the session; a tool that never gives way cannot keep the process from noticing it.
 */
import { Socket } from 'node:net';
import { parentPort } from 'node:worker_threads';

/** How long the process may take to end by itself. */
const END_GRACE_MS = 1000;

// Only a line feed ends a message; readline would split at other characters, too.
let rest = '';
const input = new Socket({ fd: 0, writable: false });
input.setEncoding('utf8');
input.on('data', (text) => {
  const lines = (rest + text).split('\n');
  rest = lines.pop();
  for (const line of lines) parentPort.postMessage(line);
});
input.on('error', () => {});
input.on('close', () => {
  parentPort.postMessage(null);
  setTimeout(() => process.kill(process.pid, 'SIGKILL'), END_GRACE_MS);
});
