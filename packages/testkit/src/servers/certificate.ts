/** A certificate for this machine that nobody trusts who is not told to. */
import { join } from 'node:path';
import { runCommand } from '@nex/cli/stack';

export interface Certificate {
  certificateFile: string;
  keyFile: string;
}

/** Made by openssl in the folder; `undefined` where there is none. */
export async function makeCertificate(directory: string): Promise<Certificate | undefined> {
  const certificateFile = join(directory, 'certificate.pem');
  const keyFile = join(directory, 'key.pem');
  const { exitCode } = await runCommand('openssl', [
    ...words('req -x509 -nodes -days 2 -subj /CN=localhost'),
    ...words('-newkey ec -pkeyopt ec_paramgen_curve:prime256v1'),
    ...words('-addext subjectAltName=DNS:localhost,IP:127.0.0.1'),
    '-keyout',
    keyFile,
    '-out',
    certificateFile,
  ]);
  return exitCode === 0 ? { certificateFile, keyFile } : undefined;
}

function words(text: string): string[] {
  return text.split(' ');
}
