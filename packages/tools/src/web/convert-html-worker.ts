/** Thread that converts one page: the page comes as `workerData`, its text goes back as the only message. */
import { parentPort, workerData } from 'node:worker_threads';
import { convertHtml } from './convert-html.ts';

parentPort?.postMessage(convertHtml(String(workerData)));
