/** What an entry records of the installation of its package, so that everybody installs the same files. */
import * as z from 'zod';

export const InstallFields = z.strictObject({
  /** Of the package's own archive, as the registry gives it. */
  integrity: z.string().regex(/^sha\d+-/, 'an integrity such as sha512-…'),
  /** Dependencies are resolved from what was published before this day, so that their versions do not move. */
  before: z.iso.date(),
  /** Digest over name, version and integrity of all packages that were installed with it. */
  tree: z.string().regex(/^sha256:/, 'a digest such as sha256:…'),
  packages: z.int().min(1),
  /** Of all of them, unpacked; differs a little between platforms. */
  megabytes: z.number().min(0),
  /** Install scripts are run. Only for packages that do not work without. */
  scripts: z.boolean().default(false),
});
export type InstallFields = z.infer<typeof InstallFields>;
