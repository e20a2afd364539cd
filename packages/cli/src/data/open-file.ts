/** A file as a blob, which is read when it is sent. */
import { openAsBlob } from 'node:fs';
import { NexError } from '@nex/core';

/** Throws `not_found`. */
export async function openFile(file: string): Promise<Blob> {
  try {
    // What it finds wrong it throws, and never rejects with.
    return await openAsBlob(file);
  } catch (cause) {
    throw new NexError('not_found', 'There is no such file, or it cannot be read.', { where: file, cause });
  }
}
