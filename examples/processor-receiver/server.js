// Works for a portal's processor `word-counts` on another machine: told by a signed message, it fetches one version and posts its result.
import { createServer } from 'node:http';
import { Webhook } from 'standardwebhooks';

const { PORT = '4000', PORTAL_URL = 'http://localhost:3000', PROCESSOR_WORD_COUNTS_SECRET } = process.env;
const webhook = new Webhook(PROCESSOR_WORD_COUNTS_SECRET);
const seen = new Set(); // messages come at least once

async function ask(token, path, body = {}) {
  const response = await fetch(`${PORTAL_URL}/api/processors/word-counts/${path}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  const answer = await response.json();
  if (!response.ok) throw new Error(`${path}: ${answer.code}`);
  return answer;
}

async function countWords({ token }) {
  const { signedUrl } = await ask(token, 'source');
  const text = await (await fetch(signedUrl)).text();
  const words = text.match(/\p{L}+/gu) ?? [];
  if (words.length === 0) return ask(token, 'results', { refused: 'no_text' });
  const longest = words.reduce((longer, word) => (word.length > longer.length ? word : longer)).slice(0, 200);
  const events = words.length > 1000 ? [{ event: 'many_words', figures: { words: words.length } }] : [];
  return ask(token, 'results', { output: { words: words.length, longest }, events });
}

createServer(async (request, response) => {
  let body = '';
  for await (const piece of request.setEncoding('utf8')) body += piece;
  try {
    const { type, data } = webhook.verify(body, request.headers);
    response.writeHead(202).end(); // first, because the portal waits for ten seconds
    if (type !== 'processor.requested' || seen.has(request.headers['webhook-id'])) return;
    seen.add(request.headers['webhook-id']);
    await countWords(data);
  } catch (error) {
    console.error(error.message);
    if (!response.headersSent) response.writeHead(400).end();
  }
}).listen(Number(PORT), '127.0.0.1', () => console.log(`READY http://127.0.0.1:${PORT}`));
