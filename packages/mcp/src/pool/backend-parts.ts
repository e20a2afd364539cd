/** What makes the backend of a catalogue entry, whatever its isolation. */
import type { LaunchPlan } from '../catalogue/launch.ts';
import type { CatalogueServer } from '../catalogue/load.ts';
import type { PlaceParts } from './place.ts';
import type { ToolWatch } from './tool-watch.ts';

export interface BackendParts {
  server: CatalogueServer;
  /** With the keys in its environment. */
  plan: LaunchPlan;
  parts: PlaceParts;
  watch: ToolWatch;
  /** Kept from whatever the server says. */
  secrets: readonly string[];
  slotsPerServer: number;
}
