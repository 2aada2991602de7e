// Import and first signature, each sample in a fresh process, and the size of what a bundler makes of it.
//
//   npm run build -w valetkey && node bench/coldstart/run.mjs [--samples 15] [--json]
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { gzipSync } from 'node:zlib';
import { buildSync } from 'esbuild';

const { values } = parseArgs({
  options: { samples: { type: 'string', default: '15' }, json: { type: 'boolean', default: false } },
});
const samples = Number(values.samples);
const here = dirname(fileURLToPath(import.meta.url));

const credentials = `{ accessKeyId: 'AKIAIOSFODNN7EXAMPLE', secretAccessKey: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY' }`;
const store = `{ endpoint: 'http://127.0.0.1:9000', region: 'us-east-1', bucket: 'examplebucket', credentials: ${credentials} }`;
const ourSignature = `createSigner(${store}).presignPutObject({ key: 'incoming/abcdefghijklmnopqrstuvwxyz', contentType: 'image/png', contentLength: 1, expiresInSeconds: 600 }).signedUrl`;

/** `imports` as a list, so that the same text serves a timed dynamic import and a bundle. */
const subjects = {
  'node alone': { imports: [], sign: null },
  'valetkey/s3': { imports: [['createSigner', 'valetkey/s3']], sign: ourSignature },
  'valetkey/server + valetkey/s3': {
    imports: [
      ['createValetKey', 'valetkey/server'],
      ['createSigner', 'valetkey/s3'],
    ],
    sign: `typeof createValetKey === 'function' && ${ourSignature}`,
  },
  aws4fetch: {
    imports: [['AwsClient', 'aws4fetch']],
    sign: `(await new AwsClient({ ...${credentials}, service: 's3', region: 'us-east-1' }).sign('http://127.0.0.1:9000/b/k?X-Amz-Expires=600', { method: 'PUT', aws: { signQuery: true } })).url`,
  },
  '@aws-sdk client + presigner': {
    imports: [
      ['S3Client, PutObjectCommand', '@aws-sdk/client-s3'],
      ['getSignedUrl', '@aws-sdk/s3-request-presigner'],
    ],
    sign: `await getSignedUrl(new S3Client({ region: 'us-east-1', credentials: ${credentials} }), new PutObjectCommand({ Bucket: 'b', Key: 'k' }), { expiresIn: 600 })`,
  },
};

const sdkIndex = String(Object.keys(subjects).findIndex((name) => name.startsWith('@aws-sdk')));

const folder = mkdtempSync(join(here, 'run-'));
process.on('exit', () => rmSync(folder, { recursive: true, force: true }));

function timedProgram({ imports, sign }) {
  const lines = imports.map(([names, from]) => `const { ${names} } = await import('${from}');`);
  return [
    'const used = process.cpuUsage();',
    'const start = performance.now();',
    ...lines,
    'const imported = performance.now();',
    `const url = ${sign ?? 'null'};`,
    'const end = performance.now();',
    'const { user, system } = process.cpuUsage(used);',
    sign === null ? '' : `if (!String(url).includes('X-Amz-Signature=')) throw new Error('not signed');`,
    'console.log(JSON.stringify({ importMs: imported - start, signMs: end - imported, cpuMs: (user + system) / 1000, rssMb: process.memoryUsage.rss() / 1e6 }));',
  ].join('\n');
}

function bundleOf(name, { imports, sign }) {
  const entry = join(folder, `${name}.entry.mjs`);
  const lines = imports.map(([names, from]) => `import { ${names} } from '${from}';`);
  writeFileSync(entry, [...lines, `export const first = async () => ${sign};`].join('\n'));
  const options = {
    bundle: true,
    minify: true,
    format: 'esm',
    platform: 'node',
    target: 'node20',
    write: false,
  };
  // CommonJS in the SDK asks for require; a banner is measured with it.
  const banner = {
    js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);",
  };
  // The XML parser is loaded with the first XML answer, by its own import.
  const external = ['fast-xml-parser'];
  // Split, so that what is loaded later is a file of its own: the size counted is that of what loads with the entry.
  const { outputFiles, metafile } = buildSync({
    ...options,
    metafile: true,
    splitting: true,
    outdir: join(folder, `${name}.out`),
    absWorkingDir: folder,
    external,
    ...(name === sdkIndex && { banner }),
    entryPoints: [entry],
    logLevel: 'silent',
  });
  for (const { path, contents } of outputFiles) {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, contents);
  }
  const [bundle] = Object.keys(metafile.outputs).filter((path) =>
    metafile.outputs[path].entryPoint?.endsWith('.entry.mjs'),
  );
  const initial = [bundle];
  for (const path of initial) {
    for (const { path: imported, kind, external } of metafile.outputs[path].imports) {
      if (kind === 'import-statement' && !external && !initial.includes(imported)) initial.push(imported);
    }
  }
  const contentsOf = new Map(outputFiles.map((file) => [file.path, file.contents]));
  const code = Buffer.concat(initial.map((path) => contentsOf.get(join(folder, path))));
  const program = join(folder, `${name}.bundled.mjs`);
  writeFileSync(program, timedProgram({ imports: [['first', join(folder, bundle)]], sign: 'await first()' }));
  return { program, bundleKb: code.length / 1000, gzipKb: gzipSync(code, { level: 9 }).length / 1000 };
}

const median = (numbers) => numbers.toSorted((a, b) => a - b)[numbers.length >> 1];

const once = (program) =>
  JSON.parse(execFileSync(process.execPath, ['--no-warnings', program], { encoding: 'utf8' }));

const rows = Object.entries(subjects).flatMap(([name, subject], index) => {
  const file = join(folder, `${index}.mjs`);
  writeFileSync(file, timedProgram(subject));
  const asFiles = { name, file, size: {}, runs: [] };
  if (subject.sign === null) return [asFiles];
  const { program, ...size } = bundleOf(String(index), subject);
  return [asFiles, { name: `  in one bundle`, file: program, size, runs: [] }];
});
for (let round = 0; round < samples; round++) {
  for (const row of round % 2 === 0 ? rows : rows.toReversed()) row.runs.push(once(row.file));
}
const results = rows.map(({ name, size, runs }) => ({
  name,
  importMs: median(runs.map(({ importMs }) => importMs)),
  signMs: median(runs.map(({ signMs }) => signMs)),
  totalMs: median(runs.map(({ importMs, signMs }) => importMs + signMs)),
  leastTotalMs: Math.min(...runs.map(({ importMs, signMs }) => importMs + signMs)),
  cpuMs: median(runs.map(({ cpuMs }) => cpuMs)),
  rssMb: median(runs.map(({ rssMb }) => rssMb)),
  ...size,
}));

if (values.json) {
  console.log(JSON.stringify({ node: process.version, samples, results }, null, 2));
} else {
  console.log(`Node ${process.version}, medians of ${samples} fresh processes`);
  const cell = (value, digits) => (value === undefined ? '-' : value.toFixed(digits)).padStart(11);
  console.log(
    `${''.padEnd(32)}${['import ms', 'sign ms', 'both ms', '(least)', 'CPU ms', 'RSS MB', 'bundle KB', 'gzip KB'].map((head) => head.padStart(11)).join('')}`,
  );
  for (const row of results) {
    const { importMs, signMs, totalMs, leastTotalMs, cpuMs, rssMb, bundleKb, gzipKb } = row;
    const cells = [
      cell(importMs, 2),
      cell(signMs, 2),
      cell(totalMs, 2),
      cell(leastTotalMs, 2),
      cell(cpuMs, 2),
      cell(rssMb, 1),
      cell(bundleKb, 1),
      cell(gzipKb, 1),
    ];
    console.log(`${row.name.padEnd(32)}${cells.join('')}`);
  }
  console.log('goal for valetkey/server + valetkey/s3: 10 ms, 46 MB, 8 KB gzip');
}
