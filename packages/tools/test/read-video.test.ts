/** Frames of videos. The ffmpeg of these tests is a script that takes a frame of any time before 12 s. */
import { chmod, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type JsonObject, textOf } from '@nex/core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { BUILTIN_TOOLS } from '../src/index.ts';
import { openTestSandbox, type TestSandbox } from './support/sandboxes.ts';

/** 1x1 pixel, as base64. */
const GIF = 'R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7';
const SCRIPT = `#!/bin/sh
echo "$@" >> /workspace/asked
for file; do :; done
at=0
while [ $# -gt 0 ]; do
  [ "$1" = -ss ] && at=$2
  [ "$1" = -i ] && { grep -q film "$2" || { echo "$2: Invalid data" >&2; exit 1; }; }
  shift
done
[ "$at" -lt 12 ] || exit 0
echo ${GIF} | base64 -d > "$file"
`;

let opened: TestSandbox;
beforeAll(async () => {
  opened = await openTestSandbox('local', { spec: { env: { PATH: '/workspace/bin:/usr/bin:/bin' } } });
  await writeFile(join(opened.work, "a film's end.mp4"), 'film');
  await writeFile(join(opened.work, 'broken.mov'), 'nothing');
});
afterAll(() => opened[Symbol.asyncDispose]());

async function read(args: JsonObject) {
  const environment = {
    workspace: opened.sandbox.workspace,
    sandbox: async () => opened.sandbox,
    fetch: () => Promise.reject(new Error('no')),
  };
  const context = { signal: new AbortController().signal, callId: 'call_1' };
  const outcome = await BUILTIN_TOOLS.read_visual_file.run(args, environment, context);
  return { ...outcome, text: textOf(outcome) };
}

it('without ffmpeg a video is refused', async () => {
  const outcome = await read({ file_path: "a film's end.mp4" });
  expect(outcome).toMatchObject({ isError: true, errorKind: 'tool_error' });
  expect(outcome.text).toContain('VIDEO_NOT_SUPPORTED');
  expect((await read({ file_path: 'none.mp4' })).text).toContain('FILE_NOT_FOUND');
});

it('with ffmpeg its frames are images, up to its end or to the number asked for', async () => {
  await mkdir(join(opened.work, 'bin'));
  await writeFile(join(opened.work, 'bin/ffmpeg'), SCRIPT);
  await chmod(join(opened.work, 'bin/ffmpeg'), 0o755);
  const all = await read({ file_path: "a film's end.mp4", image_detail: 'low' });
  expect(all.text).toContain('Frame at 0 s');
  expect(all.isError).toBe(false);
  expect(all.content.map(({ type }) => type)).toEqual(['text', 'image', 'text', 'image', 'text', 'image']);
  expect(all.content[1]).toMatchObject({ mimeType: 'image/gif', detail: 'low' });
  expect(all.text.match(/Frame at \d+ s/g)).toEqual(['Frame at 0 s', 'Frame at 5 s', 'Frame at 10 s']);
  const asked = { video_frame_interval: 2, video_max_frames: 2, video_frame_width: 320 };
  const few = await read({ file_path: "a film's end.mp4", ...asked });
  expect(few.text.match(/Frame at \d+ s/g)).toEqual(['Frame at 0 s', 'Frame at 2 s']);
  const { stdout } = await opened.sandbox.run('tail -n 1 asked', { signal: new AbortController().signal });
  expect(stdout).toContain("-ss 2 -i ./a film's end.mp4 -frames:v 1 -vf scale='min(320,iw)':-2 .frames/");
  const broken = await read({ file_path: 'broken.mov' });
  expect(broken).toMatchObject({ isError: true, errorKind: 'tool_error' });
  expect(broken.text).toBe(
    'UNSUPPORTED_FORMAT: No frame could be taken from /workspace/broken.mov. ./broken.mov: Invalid data',
  );
});
