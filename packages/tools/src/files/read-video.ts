/**
 * Frames of a video of the workspace as images. They are taken by the ffmpeg of the sandbox, one call per frame: seeking
 * is exact and does not depend on the version. Frames stay in the workspace, where commands can use them.
 */
import { stat } from 'node:fs/promises';
import { errorOutcome, type ImageBlock, type TextBlock, type ToolOutcome } from '@nex/core';
import { digestText } from '@nex/core/digest';
import type { Sandbox } from '../sandbox/sandbox.ts';
import type { FoundPath } from '../workspace.ts';
import { readImage } from './read-image.ts';

/** False also for what is not there. */
export function isFile(hostPath: string): Promise<boolean> {
  return stat(hostPath).then(
    (it) => it.isFile(),
    () => false,
  );
}

export interface VideoOptions {
  signal: AbortSignal;
  detail?: ImageBlock['detail'];
  /** Seconds from frame to frame. */
  intervalSeconds: number;
  maxFrames: number;
  /** Pixels; wider frames are made smaller. */
  frameWidth: number;
}

const ROOT = '/workspace/';
/** Shells say this of a program that is not there. */
const NOT_FOUND = 127;

export async function readVideo(
  path: FoundPath,
  sandbox: Sandbox,
  options: VideoOptions,
): Promise<ToolOutcome> {
  const { signal, intervalSeconds, maxFrames, frameWidth, detail } = options;
  const { shownPath } = path;
  const digest = digestText(`${shownPath} ${intervalSeconds} ${frameWidth}`).replace(/^sha256:/, '');
  const folder = `.frames/${digest.slice(0, 16)}`;
  const times = Array.from({ length: maxFrames }, (_, frame) => frame * intervalSeconds);
  const files = times.map((_, frame) => `${folder}/${String(frame).padStart(3, '0')}.jpg`);
  const take = times.map((time, frame) => frameCommand(shownPath, time, frameWidth, files[frame] ?? ''));
  const [first = '', ...others] = take;
  const lines = [
    `command -v ffmpeg > /dev/null || exit ${NOT_FOUND}`,
    `rm -rf ${folder} && mkdir -p ${folder} || exit 1`,
    `${first} || exit 1`,
    // Behind the end of the video there is nothing to take.
    ...others.map((command, frame) => `${command} && [ -s ${files[frame + 1]} ] || exit 0`),
  ];
  const { exitCode, stderr } = await sandbox.run(lines.join('\n'), { signal });
  if (exitCode === NOT_FOUND) {
    return errorOutcome(
      'tool_error',
      `VIDEO_NOT_SUPPORTED: ${shownPath} is a video, and the sandbox has no ffmpeg to take frames from it.`,
    );
  }
  const content: (TextBlock | ImageBlock)[] = [];
  for (const [frame, file] of files.entries()) {
    const found = await sandbox.workspace.resolve(file);
    if (!found.ok || !(await isFile(found.hostPath))) break;
    const image = await readImage(found, { signal, ...(detail && { detail }) });
    if (!image.ok) break;
    const text = `Frame at ${times[frame]} s (${file}, ${image.width}x${image.height} pixels):`;
    content.push({ type: 'text', text }, image.block);
  }
  if (content.length > 0) return { content, isError: false };
  const reason = stderr.trim().split('\n').at(-1) ?? '';
  return errorOutcome(
    'tool_error',
    `UNSUPPORTED_FORMAT: No frame could be taken from ${shownPath}. ${reason}`,
  );
}

function frameCommand(shownPath: string, seconds: number, width: number, file: string): string {
  const relative = shownPath.startsWith(ROOT) ? shownPath.slice(ROOT.length) : shownPath;
  const quoted = `'./${relative.replaceAll("'", String.raw`'\''`)}'`;
  const scale = `scale='min(${width},iw)':-2`;
  return `ffmpeg -nostdin -hide_banner -loglevel error -y -ss ${seconds} -i ${quoted} -frames:v 1 -vf "${scale}" ${file}`;
}
