// A client of the portal that knows the HTTP contract and nothing else.

/** Signs a demo account in. */
export async function signIn(url, email, password) {
  const headers = { 'content-type': 'application/json', origin: url };
  const response = await fetch(`${url}/api/auth/sign-in/email`, {
    method: 'POST',
    headers,
    body: JSON.stringify({ email, password }),
  });
  if (response.status !== 200) throw new Error(`Sign-in answered ${response.status}`);
  await response.body?.cancel();
  const cookie = response.headers
    .getSetCookie()
    .map((line) => line.split(';')[0])
    .join('; ');
  const call = async (method, path, body) => {
    const answer = await fetch(`${url}${path}`, {
      method,
      headers: { ...headers, cookie },
      body: body === undefined ? undefined : JSON.stringify(body),
    });
    return { status: answer.status, body: await answer.json().catch(() => null) };
  };
  return { call };
}

/** Asks for a grant of one text file. */
export async function handshake(session, { name, bytes }) {
  const { status, body } = await session.call('POST', '/api/upload', {
    files: [{ name, size: bytes.length, contentType: 'text/plain' }],
  });
  if (status !== 200) throw new Error(`The handshake answered ${status} ${JSON.stringify(body)}`);
  return body.uploads[0];
}

/** Sends the bytes of a grant (all parts, or those named), straight to the store. */
export async function transfer(grant, bytes, partNumbers = null) {
  if (grant.kind === 'post') {
    const form = new FormData();
    for (const [name, value] of Object.entries(grant.fields)) form.append(name, value);
    form.append('file', new Blob([bytes]));
    return expectOk(await fetch(grant.signedUrl, { method: 'POST', body: form }));
  }
  if (grant.kind === 'put') {
    return expectOk(await fetch(grant.signedUrl, { method: 'PUT', headers: grant.headers, body: bytes }));
  }
  for (const part of grant.parts) {
    if (partNumbers !== null && !partNumbers.includes(part.partNumber)) continue;
    const start = (part.partNumber - 1) * grant.partSize;
    const body = bytes.subarray(start, start + part.size);
    await expectOk(await fetch(part.signedUrl, { method: 'PUT', headers: part.headers, body }));
  }
}

async function expectOk(response) {
  if (response.ok) return response.body?.cancel();
  throw new Error(`The store answered ${response.status} ${await response.text()}`);
}

export async function complete(session, uploadId) {
  const { body } = await session.call('POST', '/api/upload/complete', { uploads: [{ uploadId }] });
  return body.files[0];
}

/** The bytes of a file, waiting for its verification where that still runs. */
export async function download(session, key) {
  for (let attempt = 0; ; attempt += 1) {
    const { status, body } = await session.call('GET', `/api/download?key=${key}`);
    if (status === 200) {
      const response = await fetch(body.signedUrl);
      if (response.status !== 200) throw new Error(`The store answered ${response.status}`);
      return Buffer.from(await response.arrayBuffer());
    }
    if (body?.code !== 'NOT_YET_AVAILABLE' || attempt > 10)
      throw new Error(`Download answered ${status} ${body?.code}`);
  }
}
