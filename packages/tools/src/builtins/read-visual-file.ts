/** Shows an image to the model, or frames of a video where the sandbox has ffmpeg. */
import { errorOutcome } from '@nex/core';
import * as z from 'zod';
import { defineBuiltin } from '../builtin-tool.ts';
import { readImage } from '../files/read-image.ts';
import { isFile, readVideo } from '../files/read-video.ts';

const VIDEO = /\.(mp4|avi|mov|mkv|webm|flv|wmv|m4v)$/i;

export const readVisualFile = defineBuiltin({
  name: 'read_visual_file',
  description:
    'Reads an image of the workspace (PNG, JPEG, GIF or WebP) and shows it to you; of a video, single frames.',
  args: z.object({
    file_path: z.string().min(1).describe('Path of the image or video, relative to /workspace.'),
    image_detail: z.enum(['low', 'high', 'auto']).optional().describe('How closely to look. Default: auto.'),
    image_max_size: z
      .number()
      .min(1)
      .optional()
      .describe('Pixels of the longer edge; larger images are made smaller. Default: as they are.'),
    video_frame_interval: z
      .number()
      .min(0.04)
      .max(86_400)
      .optional()
      .describe('Seconds from frame to frame of a video. Default: 5.'),
    video_max_frames: z.number().int().min(1).max(32).optional().describe('Default: 8.'),
    video_frame_width: z
      .number()
      .int()
      .min(16)
      .max(4096)
      .optional()
      .describe('Pixels; wider frames are made smaller. Default: 768.'),
  }),
  repeatable: true,
  async execute(args, environment, { signal }) {
    const { image_detail: detail } = args;
    const path = await environment.workspace.resolve(args.file_path);
    if (!path.ok) return errorOutcome('denied', path.reason);
    const shown = { signal, ...(detail && { detail }) };
    if (VIDEO.test(path.shownPath)) {
      if (!(await isFile(path.hostPath))) {
        return errorOutcome('tool_error', `FILE_NOT_FOUND: There is no file ${path.shownPath}.`);
      }
      return readVideo(path, await environment.sandbox(), {
        ...shown,
        intervalSeconds: args.video_frame_interval ?? 5,
        maxFrames: args.video_max_frames ?? 8,
        frameWidth: args.video_frame_width ?? 768,
      });
    }
    const { image_max_size: maxEdge } = args;
    const image = await readImage(path, {
      ...shown,
      ...(maxEdge === undefined ? {} : { maxEdge: Math.round(maxEdge) }),
    });
    if (!image.ok) return image.outcome;
    const { block, width, height, note } = image;
    const about = `${block.mimeType}, ${width}x${height} pixels`;
    const text = `Image ${path.shownPath} (${about}):${note === undefined ? '' : ` ${note}`}`;
    return { content: [{ type: 'text', text }, block], isError: false };
  },
});
