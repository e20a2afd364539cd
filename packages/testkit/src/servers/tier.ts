/** What a tier of the tests runs on. */

export interface TestServer {
  /** `null` when the server cannot be had here. */
  url: string | null;
  /** `embedded 18.4`, `debian 7.0.15`, `given`, `docker postgres:18`, `unavailable: <why>`. */
  tier: string;
  stop(): Promise<void>;
}

export const nothingToStop = async (): Promise<void> => {};
