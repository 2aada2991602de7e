import 'fake-indexeddb/auto';
import { afterEach, describe, expect, it } from 'vitest';
import { createUploader } from '../../src/client/index.ts';
import { checkSameFile, findUnfinished, fingerprintFile, forgetAll } from '../../src/client/recovery.ts';
import { createUploadSandbox } from '../../src/testing/createUploadSandbox.ts';

const MiB = 1024 * 1024;

function filmFile(fill: number, sizeBytes = 20 * MiB, name = 'film.mp4'): File {
  return new File([new Uint8Array(sizeBytes).fill(fill)], name, { type: 'video/mp4', lastModified: 5 });
}

async function journal(): Promise<unknown[]> {
  const database = await new Promise<IDBDatabase>((resolve, reject) => {
    const opening = indexedDB.open('valetkey', 1);
    opening.onupgradeneeded = () => opening.result.createObjectStore('uploads', { keyPath: 'uploadId' });
    opening.onsuccess = () => resolve(opening.result);
    opening.onerror = () => reject(opening.error);
  });
  const request = database.transaction('uploads').objectStore('uploads').getAll();
  const all = await new Promise<unknown[]>((resolve) => {
    request.onsuccess = () => resolve(request.result);
  });
  database.close();
  return all;
}

afterEach(forgetAll);

describe('fingerprintFile', () => {
  it('is the same for the same content under another name, and differs by size, begin, middle and end', async () => {
    const bytes = new Uint8Array(5 * MiB);
    const mark = (change: (bytes: Uint8Array) => void, size = bytes.length) => {
      const copy = bytes.slice(0, size);
      change(copy);
      return fingerprintFile(new File([copy], `${Math.random()}`));
    };
    const set = (index: number) => (copy: Uint8Array) => {
      copy[index] = 1;
    };
    const marks = await Promise.all([
      mark(() => {}),
      mark(() => {}, bytes.length - 1),
      mark(set(0)),
      mark(set(bytes.length >> 1)),
      mark(set(bytes.length - 1)),
    ]);
    expect(new Set(marks).size).toBe(5);
    expect(await mark(() => {})).toBe(marks[0]);
  });

  it('takes the smallest file', async () => {
    expect(await fingerprintFile(new File(['x'], 'x'))).toHaveLength(44);
  });
});

describe('the journal', () => {
  it('knows ids of unfinished large uploads, never a URL, and forgets them when they are done', async () => {
    const outside = createUploadSandbox({ bytesPerSecond: MiB });
    const uploader = createUploader({ ports: outside.ports });
    uploader.add([filmFile(1)]);
    await expect.poll(() => outside.calls.length).toBe(1);
    await outside.advance(1_000);
    await expect
      .poll(journal)
      .toEqual([{ uploadId: 'id1', path: null, lastModified: 5, at: expect.any(Number) }]);
    expect(JSON.stringify(await journal())).not.toContain('http');
    expect(outside.calls[0]!.body.files![0]!.fingerprint).toHaveLength(44);
    await outside.drain();
    expect(uploader.getSnapshot().totals.done).toBe(1);
    await expect.poll(journal).toEqual([]);
  });

  it('keeps an upload whose handle the browser will not keep', async () => {
    const outside = createUploadSandbox({ bytesPerSecond: MiB });
    const uploader = createUploader({ ports: outside.ports });
    // A function cannot be cloned into a database.
    const handle = { kind: 'file', getFile: async () => filmFile(1) } as never;
    uploader.add([{ file: filmFile(1), handle }]);
    await expect.poll(() => outside.calls.length).toBe(1);
    await outside.advance(500);
    await expect.poll(async () => (await journal()).length).toBe(1);
    const upload = outside.uploads.get('id1')!;
    const listUnfinished = async () => ({ uploads: [{ ...upload, ...upload.file }], nextCursor: null });
    const [unfinished] = await findUnfinished({ listUnfinished } as never);
    expect(unfinished).toMatchObject({ uploadId: 'id1', isLocal: true, hasHandle: false });
    await expect(uploader.reopenUnfinished(unfinished!)).rejects.toMatchObject({
      code: 'FILE_NOT_READABLE',
    });
    uploader.close();
  });

  it('is emptied when the session ends', async () => {
    const outside = createUploadSandbox({ bytesPerSecond: MiB });
    const uploader = createUploader({ ports: outside.ports });
    uploader.add([filmFile(1)]);
    await expect.poll(() => outside.calls.length).toBe(1);
    await outside.advance(500);
    await expect.poll(async () => (await journal()).length).toBe(1);
    uploader.close();
    await expect.poll(journal).toEqual([]);
  });
});

describe('continuing after a reload', () => {
  it('sends only what the store lacks, after the right file was chosen', async () => {
    const outside = createUploadSandbox({ bytesPerSecond: MiB });
    const before = createUploader({ ports: outside.ports });
    before.add([{ file: filmFile(1, 60 * MiB), path: 'Holiday' }]);
    await expect.poll(() => outside.calls.length).toBe(1);
    await outside.advance(5_000);
    before.pause();
    await outside.drain();
    const stored = outside.uploads.get('id1')!.stored.size;
    expect(stored).toBeGreaterThan(0);
    await expect.poll(async () => (await journal()).length).toBe(1);

    const upload = outside.uploads.get('id1')!;
    const { size, name, fingerprint } = upload.file;
    const api = {
      listUnfinished: async () => ({
        uploads: [{ ...upload, size, name, fingerprint } as never],
        nextCursor: null,
      }),
    };
    const [unfinished] = await findUnfinished(api as never);
    expect(unfinished).toMatchObject({ uploadId: 'id1', isLocal: true, path: 'Holiday' });

    const after = createUploader({ ports: outside.ports });
    await expect(after.continueUnfinished(unfinished!, filmFile(2, 60 * MiB))).rejects.toMatchObject({
      code: 'OTHER_FILE',
    });
    await expect(after.continueUnfinished(unfinished!, filmFile(1, 59 * MiB))).rejects.toMatchObject({
      code: 'OTHER_FILE',
    });
    const id = await after.continueUnfinished(unfinished!, filmFile(1, 60 * MiB, 'renamed.mp4'));
    await outside.drain();
    expect(after.getUpload(id)).toMatchObject({ state: 'done', path: 'Holiday' });
    expect([...upload.arrivals.values()].every((times) => times === 1)).toBe(true);
    expect(upload.arrivals.size).toBe(12);
  });

  /** Half of a film is in the store, and the page was loaded anew. */
  async function halfSent() {
    const outside = createUploadSandbox({ bytesPerSecond: MiB });
    const before = createUploader({ ports: outside.ports });
    before.add([filmFile(1, 60 * MiB)]);
    await expect.poll(() => outside.calls.length).toBe(1);
    await outside.advance(5_000);
    before.pause();
    await outside.drain();
    const after = createUploader({ ports: outside.ports });
    const listing = after.findUnfinished();
    await outside.drain();
    expect(await listing).toHaveLength(1);
    return { outside, after, upload: outside.uploads.get('id1')! };
  }

  const addAndEnd = async ({ outside, after }: Awaited<ReturnType<typeof halfSent>>, file: File) => {
    const [id] = after.add([file]);
    await expect
      .poll(async () => {
        await outside.drain();
        return after.getUpload(id!)?.state;
      })
      .toBe('done');
  };

  it('goes on with a file that is simply chosen again', async () => {
    const half = await halfSent();
    await addAndEnd(half, filmFile(1, 60 * MiB));
    expect(half.outside.uploads.size).toBe(1);
    expect([...half.upload.arrivals.values()].every((times) => times === 1)).toBe(true);
  });

  it.each([
    ['another content', () => filmFile(2, 60 * MiB)],
    ['another name', () => filmFile(1, 60 * MiB, 'copy.mp4')],
    [
      'another time of change',
      () => new File([filmFile(1, 60 * MiB)], 'film.mp4', { type: 'video/mp4', lastModified: 6 }),
    ],
  ])('begins anew with a file of %s', async (_, otherFile) => {
    const half = await halfSent();
    await addAndEnd(half, otherFile());
    expect(half.outside.uploads.size).toBe(2);
    expect(half.upload.state).toBe('reserved');
  });

  it('goes on with one of two that are the same, and begins anew with the other', async () => {
    const half = await halfSent();
    const ids = half.after.add([filmFile(1, 60 * MiB), filmFile(1, 60 * MiB)]);
    await expect
      .poll(async () => {
        await half.outside.drain();
        return ids.map((id) => half.after.getUpload(id)?.state);
      })
      .toEqual(['done', 'done']);
    expect(half.outside.uploads.size).toBe(2);
    expect([...half.upload.arrivals.values()].every((times) => times === 1)).toBe(true);
  });

  it('begins anew when the upload was ended after the page had asked', async () => {
    const half = await halfSent();
    half.upload.state = 'aborted';
    await addAndEnd(half, filmFile(1, 60 * MiB));
    expect(half.outside.uploads.size).toBe(2);
  });

  it('reads all pages of the list and drops journal entries the server no longer knows', async () => {
    const outside = createUploadSandbox({ bytesPerSecond: MiB });
    const uploader = createUploader({ ports: outside.ports });
    uploader.add([filmFile(1)]);
    await expect.poll(() => outside.calls.length).toBe(1);
    await outside.advance(500);
    await expect.poll(async () => (await journal()).length).toBe(1);
    const pages = [
      { uploads: [{ uploadId: 'a' }], nextCursor: 'next' },
      { uploads: [{ uploadId: 'b' }], nextCursor: null },
    ];
    const found = await findUnfinished({ listUnfinished: async () => pages.shift()! } as never);
    expect(found.map(({ uploadId, isLocal }) => [uploadId, isLocal])).toEqual([
      ['a', false],
      ['b', false],
    ]);
    expect(await journal()).toEqual([]);
  });

  it('discards one after the wait that a busy server asks for', async () => {
    let refusals = 1;
    const outside = createUploadSandbox({
      bytesPerSecond: MiB,
      apiFault: ({ method }) =>
        method === 'DELETE' && refusals-- > 0
          ? { status: 429, code: 'RATE_LIMITED', retryAfter: 30 }
          : undefined,
    });
    const uploader = createUploader({ ports: outside.ports });
    uploader.add([filmFile(1)]);
    await expect.poll(() => outside.calls.length).toBe(1);
    await outside.advance(500);
    const upload = outside.uploads.get('id1')!;
    uploader.close();
    const unfinished = { uploadId: 'id1', name: 'film.mp4', size: 20 * MiB, path: null };
    const discarded = createUploader({ ports: outside.ports }).discardUnfinished(unfinished as never);
    await outside.drain();
    await discarded;
    const calls = outside.calls.filter(({ method }) => method === 'DELETE');
    expect(calls).toHaveLength(2);
    expect(calls[1]!.at - calls[0]!.at).toBeGreaterThanOrEqual(30_000);
    expect(upload.state).toBe('aborted');
  });

  it('goes by name and size where one side has no fingerprint', async () => {
    const facts = { name: 'film.mp4', size: 20 * MiB, fingerprint: null };
    await expect(checkSameFile(facts, filmFile(1))).resolves.toBeTypeOf('string');
    await expect(checkSameFile({ ...facts, name: 'other.mp4' }, filmFile(1))).rejects.toThrow('“other.mp4”');
  });
});
