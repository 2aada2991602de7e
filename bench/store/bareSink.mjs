// The floor under any store that keeps its bytes: node:http writing each body to a file of its own, and reading it back.
import { createReadStream, createWriteStream, mkdirSync } from 'node:fs';
import { createServer } from 'node:http';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';

const folder = process.argv[2];
mkdirSync(folder, { recursive: true });
const server = createServer(async (request, response) => {
  const file = path.join(folder, path.basename(new URL(request.url, 'http://localhost').pathname));
  try {
    if (request.method === 'PUT') {
      await pipeline(request, createWriteStream(file));
      response.end();
    } else await pipeline(createReadStream(file), response);
  } catch (error) {
    response.destroy(error);
  }
});
server.listen(0, '127.0.0.1', () => process.stdout.write(`http://127.0.0.1:${server.address().port}\n`));
