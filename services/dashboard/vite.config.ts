/**
 * The dashboard as static files. Names of assets carry a hash of their content, so they may be cached for good; every text
 * file lies beside a brotli and a gzip copy, so that the gateway compresses nothing itself.
 */
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';
import tailwind from '@tailwindcss/vite';
import react from '@vitejs/plugin-react';
import { defineConfig, type Plugin } from 'vite';

const TEXT = /\.(?:js|css|html|svg|json)$/;
/** Below this a copy saves less than it costs. */
const LEAST_BYTES = 1024;

function precompress(): Plugin {
  let folder = '';
  return {
    name: 'precompress',
    apply: 'build',
    configResolved(config) {
      folder = join(config.root, config.build.outDir);
    },
    async closeBundle() {
      const files = (await readdir(folder, { recursive: true })).filter((file) => !file.startsWith('.'));
      await Promise.all(
        files.filter((file) => TEXT.test(file)).map((file) => compressFile(join(folder, file))),
      );
    },
  };
}

async function compressFile(file: string): Promise<void> {
  const content = await readFile(file);
  if (content.length < LEAST_BYTES) return;
  const [brotli, gzipped] = await Promise.all([
    promisify(brotliCompress)(content, { params: { [constants.BROTLI_PARAM_QUALITY]: 9 } }),
    promisify(gzip)(content, { level: 9 }),
  ]);
  await Promise.all([writeFile(`${file}.br`, brotli), writeFile(`${file}.gz`, gzipped)]);
}

export default defineConfig({
  plugins: [react(), tailwind(), precompress()],
  // Two copies of React in one page do not work.
  resolve: { dedupe: ['react', 'react-dom'] },
  build: {
    target: 'es2023',
    manifest: true,
    assetsInlineLimit: 0,
    reportCompressedSize: false,
    chunkSizeWarningLimit: 700,
    outDir: process.env['DASHBOARD_OUT_DIR'] ?? 'dist',
    emptyOutDir: true,
  },
  server: { proxy: { '/v1': process.env['NEX_URL'] ?? 'http://127.0.0.1:7400' } },
});
