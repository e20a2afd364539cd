/** Shows an image to the model. Videos are refused: frames come from a command such as ffmpeg. */
import { errorOutcome } from '@nex/core';
import * as z from 'zod';
import { defineBuiltin } from '../builtin-tool.ts';
import { readImage } from '../files/read-image.ts';

const VIDEO = /\.(mp4|avi|mov|mkv|webm|flv|wmv|m4v)$/i;

export const readVisualFile = defineBuiltin({
  name: 'read_visual_file',
  description: 'Reads an image of the workspace (PNG, JPEG, GIF or WebP) and shows it to you.',
  args: z.object({
    file_path: z.string().min(1).describe('Path of the image, relative to /workspace.'),
    image_detail: z.enum(['low', 'high', 'auto']).optional().describe('How closely to look. Default: auto.'),
    /** Accepted for agents that give them: images are shown as they are, and videos are refused. */
    image_max_size: z.number().optional(),
    video_frame_interval: z.number().optional(),
    video_max_frames: z.number().optional(),
    video_frame_width: z.number().optional(),
  }),
  repeatable: true,
  async execute({ file_path, image_detail }, { workspace }, { signal }) {
    const path = await workspace.resolve(file_path);
    if (!path.ok) return errorOutcome('denied', path.reason);
    if (VIDEO.test(path.shownPath)) {
      return errorOutcome(
        'tool_error',
        `VIDEO_NOT_SUPPORTED: ${path.shownPath} is a video. Take single frames from it as images, for example with ` +
          'ffmpeg, and read those.',
      );
    }
    const image = await readImage(path, { signal, ...(image_detail && { detail: image_detail }) });
    if (!image.ok) return image.outcome;
    const { block, width, height } = image;
    const text = `Image ${path.shownPath} (${block.mimeType}, ${width}x${height} pixels):`;
    return { content: [{ type: 'text', text }, block], isError: false };
  },
});
