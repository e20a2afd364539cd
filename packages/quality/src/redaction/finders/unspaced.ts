/** Part of a class of a pattern: signs of scripts that write no spaces between words. Needs the flag `u` or `v`. */
export const UNSPACED_SIGNS = String.raw`\p{scx=Han}\p{scx=Hiragana}\p{scx=Katakana}\p{scx=Thai}\p{scx=Lao}\p{scx=Khmer}\p{scx=Myanmar}`;
