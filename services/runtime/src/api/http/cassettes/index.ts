/** The REST operations on cassettes. */
import { deleteCassetteOperation } from './delete-cassette.ts';
import { exportCassetteOperation } from './export-cassette.ts';
import { getCassetteOperation } from './get-cassette.ts';
import { importCassetteOperation } from './import-cassette.ts';
import { listCassettesOperation } from './list-cassettes.ts';

export const CASSETTE_OPERATIONS = [
  listCassettesOperation,
  getCassetteOperation,
  deleteCassetteOperation,
  exportCassetteOperation,
  importCassetteOperation,
] as const;
