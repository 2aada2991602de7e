import { readdirSync, readFileSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { extname, join, relative, sep } from 'node:path';

const prefix = '/_next/static/';
/** In order of preference. */
const encodings = [
  ['br', '.br'],
  ['gzip', '.gz'],
] as const;
/** What the build compresses (`compressStatic.mjs`). */
const contentTypes: Readonly<Record<string, string>> = {
  '.js': 'application/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.json': 'application/json; charset=utf-8',
  '.txt': 'text/plain; charset=utf-8',
};

type StaticFile = { contentType: string; bodies: Map<string, Buffer> };

/**
 * Answers what the build compressed for browsers, and leaves everything else to Next, which would send these files as they are. All
 * of it is about a megabyte and kept in memory: no request names a path on the disk, and a build that replaces the files under a
 * running portal breaks no answer.
 *
 * @returns whether the request was answered
 */
export function createStaticFiles(
  portalDirectory: string,
): (request: Pick<IncomingMessage, 'url' | 'method' | 'headers'>, response: ServerResponse) => boolean {
  const files = readStaticFiles(join(portalDirectory, '.next', 'static'));
  return (request, response) => {
    const file = files.get((request.url ?? '').split('?', 1)[0]!);
    if (file === undefined) return false;
    const accepted = acceptedEncodings(request.headers['accept-encoding']);
    const [encoding] = encodings.find(([name]) => accepted.has(name) && file.bodies.has(name)) ?? [];
    if (encoding === undefined) return false;
    const body = file.bodies.get(encoding)!;
    response.writeHead(200, {
      'content-type': file.contentType,
      'content-encoding': encoding,
      'content-length': body.byteLength,
      // Every name has a hash of its content or of the build in it.
      'cache-control': 'public, max-age=31536000, immutable',
      vary: 'accept-encoding',
    });
    response.end(request.method === 'HEAD' ? undefined : body);
    return true;
  };
}

function readStaticFiles(folder: string): Map<string, StaticFile> {
  const files = new Map<string, StaticFile>();
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    const file = join(entry.parentPath, entry.name);
    const [encoding, ending] = encodings.find(([, ending]) => file.endsWith(ending)) ?? [];
    if (encoding === undefined || ending === undefined || !entry.isFile()) continue;
    const original = file.slice(0, -ending.length);
    const contentType = contentTypes[extname(original)];
    if (contentType === undefined) continue;
    const path = `${prefix}${relative(folder, original).split(sep).map(encodeURIComponent).join('/')}`;
    const known = files.get(path) ?? { contentType, bodies: new Map() };
    known.bodies.set(encoding, readFileSync(file));
    files.set(path, known);
  }
  return files;
}

/** Names that the client takes; one with `q=0` it does not. */
function acceptedEncodings(header: string | string[] | undefined): Set<string> {
  const parts = String(header ?? '').split(',');
  return new Set(
    parts
      .map((part) =>
        part
          .trim()
          .toLowerCase()
          .split(/\s*;\s*/),
      )
      .filter(([, quality]) => quality === undefined || !/^q=0(\.0*)?$/.test(quality))
      .map(([name]) => name ?? ''),
  );
}
