/** The blocks that the Messages API takes: text that is not blank, images of a user or a tool, reasoning with its proof. */
import type { Block, ImageBlock, ReasoningBlock, TextBlock } from '@nex/core';
import { type Losses, lose } from '../../losses/losses.ts';
import { isRefusal, type Refusal } from '../exporter.ts';
import { countProofs } from '../text/normal-form.ts';

/** Bytes of an image within its address, in a media type that the API takes. */
export const IMAGE_DATA = /^data:(image\/(?:jpeg|png|gif|webp));base64,([A-Za-z0-9+/=]+)$/;

/** Text and images; another block is refused. */
export function heldParts(
  blocks: readonly Block[],
  at: number,
  losses: Losses,
  takesImages: boolean,
): (TextBlock | ImageBlock)[] | Refusal {
  const held: (TextBlock | ImageBlock)[] = [];
  for (const block of blocks) {
    const part = heldPart(block, at, losses, takesImages);
    if (!part) continue;
    if (isRefusal(part)) return part;
    held.push(part);
  }
  return held;
}

/** `undefined` for what is left out. */
export function heldPart(
  block: Block,
  at: number,
  losses: Losses,
  takesImages: boolean,
): TextBlock | ImageBlock | Refusal | undefined {
  if (block.type === 'text') {
    countProofs(block, losses);
    return isBlank(block.text, losses) ? undefined : { type: 'text', text: block.text };
  }
  if (block.type !== 'image') return unfit(at, `holds a ${block.type}`);
  if (takesImages && (IMAGE_DATA.test(block.url) || /^https?:/.test(block.url))) {
    if (block.mimeType !== undefined || block.detail !== undefined) lose(losses, 'image_hints');
    return { type: 'image', url: block.url };
  }
  lose(losses, 'images');
  return undefined;
}

/** Encrypted reasoning without text is a `redacted_thinking`, which has no more than its bytes. `undefined`: left out. */
export function heldReasoning(block: ReasoningBlock, losses: Losses): ReasoningBlock | undefined {
  const { text, signature, encrypted } = block;
  if (block.id !== undefined || block.format !== undefined) lose(losses, 'provider_proofs');
  if (encrypted !== undefined && text === '') {
    if (signature !== undefined) lose(losses, 'provider_proofs');
    return { type: 'reasoning', text, encrypted };
  }
  if (encrypted !== undefined) lose(losses, 'encrypted_reasoning');
  if (signature !== undefined) return { type: 'reasoning', text, signature };
  return isBlank(text, losses) ? undefined : { type: 'reasoning', text };
}

export function unfit(at: number, problem: string): Refusal {
  return { reason: 'unrepresentable', detail: `message ${at} ${problem}` };
}

function isBlank(text: string, losses: Losses): boolean {
  if (text.trim() !== '') return false;
  lose(losses, text === '' ? 'block_order' : 'white_space');
  return true;
}
