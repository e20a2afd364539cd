/** Asks Redis in its plain protocol, so that what trainers would read is read without the platform's own driver. */
import { once } from 'node:events';
import { connect } from 'node:net';

/** The answer as it came; the command is one line. */
export async function askRedis(url: string, command: string): Promise<string> {
  const { hostname, port } = new URL(url);
  const socket = connect({ host: hostname, port: Number(port || 6379) });
  let text = '';
  socket.setEncoding('utf8').on('data', (part: string) => {
    text += part;
  });
  socket.end(`${command}\r\nQUIT\r\n`);
  await once(socket, 'close');
  return text;
}
