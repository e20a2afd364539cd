/** Turns texts into vectors whose nearness is nearness of meaning. */
export interface Embedder {
  /** Of the model, for records. */
  readonly name: string;
  /** A vector per text, in their order, all of one length. */
  embed(texts: readonly string[], options: { signal: AbortSignal }): Promise<number[][]>;
}
