import { mkdirSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createKeyIndex, type KeyIndex, type Positions } from './createKeyIndex.ts';
import { lockFolder } from './lockFolder.ts';
import { type BlobStore, openBlobStore } from './openBlobStore.ts';
import { type Journal, openJournal } from './openJournal.ts';
import type { JournalRecord, MarkerRecord, ObjectRecord, PartRecord, UploadRecord } from './records.ts';

export type StoredUploadPart = PartRecord & { modified: number };
export type OpenUpload = UploadRecord & { parts: Map<number, StoredUploadPart> };
export type Bucket = {
  name: string;
  created: number;
  keys: KeyIndex;
  /** XML or JSON documents by sub-resource name: `cors`, `lifecycle`, `policy`, ... */
  settings: Map<string, string>;
};

/**
 * Buckets, objects and open uploads. Every change is one journal line: `write` applies it at once (so that a check and the
 * write that depends on it cannot be separated), and `flush` resolves when it is on the disk.
 */
export type Store = {
  readonly buckets: ReadonlyMap<string, Bucket>;
  readonly uploads: ReadonlyMap<string, OpenUpload>;
  readonly blobs: BlobStore;
  write(record: JournalRecord): void;
  flush(): Promise<void>;
  /** The newest version, which may be a delete marker. */
  current(bucket: Bucket, key: string): ObjectRecord | MarkerRecord | null;
  /** All versions, newest first. */
  versions(bucket: Bucket, key: string): (ObjectRecord | MarkerRecord)[];
  at(position: number): ObjectRecord | MarkerRecord;
  close(): Promise<void>;
};

const readme = `This folder belongs to the S3 server of Valet Key (valetkey s3).

journal.ndjson  one line per change; an object exists once its line is here. A checksum stands before each line.
blobs/          the bytes, in files with random names that the journal refers to.
arriving/       uploads under way; emptied at every start.
lock            the process that uses the folder.

Copy the whole folder while the server is stopped to back it up.
`;

export function openStore({ dir, fsync }: { dir: string; fsync: boolean }): Store {
  mkdirSync(dir, { recursive: true, mode: 0o700 });
  const unlock = lockFolder(dir);
  try {
    writeFileSync(join(dir, 'README.txt'), readme);
    return open(dir, fsync, unlock);
  } catch (error) {
    unlock();
    throw error;
  }
}

function open(dir: string, fsync: boolean, unlock: () => void): Store {
  const path = join(dir, 'journal.ndjson');
  const buckets = new Map<string, Bucket>();
  const uploads = new Map<string, OpenUpload>();
  const blobs = openBlobStore({ dir, fsync });
  let journal!: Journal;
  let superseded = 0;
  let lines = 0;

  const read = (position: number) => journal.read(position) as ObjectRecord | MarkerRecord;
  const listOf = (positions: Positions | undefined): readonly number[] =>
    positions === undefined ? [] : typeof positions === 'number' ? [positions] : positions;
  const blobsAt = (position: number): string[] => {
    const record = read(position);
    return record.op === 'object' ? record.blobs.map((blob) => blob.id) : [];
  };
  const keep = (bucket: Bucket, key: string, positions: readonly number[]) => {
    if (positions.length === 0) bucket.keys.delete(key);
    else bucket.keys.set(key, positions.length === 1 ? positions[0]! : positions);
  };

  /** Applies one record; returns the blobs that nothing refers to any more (only asked for outside a replay). */
  const apply = (record: JournalRecord, position: number, live: boolean): string[] => {
    lines++;
    switch (record.op) {
      case 'bucket':
        buckets.set(record.bucket, {
          name: record.bucket,
          created: record.created,
          keys: createKeyIndex(),
          settings: new Map(),
        });
        return [];
      case 'bucketGone':
        buckets.delete(record.bucket);
        superseded += 2;
        return [];
      case 'setting': {
        const settings = buckets.get(record.bucket)?.settings;
        if (record.value === null) settings?.delete(record.name);
        else settings?.set(record.name, record.value);
        return [];
      }
      case 'object':
      case 'marker': {
        const bucket = buckets.get(record.bucket);
        if (!bucket) return [];
        const before = listOf(bucket.keys.get(record.key));
        const freed: string[] = [];
        let others: number[] = [];
        if (bucket.settings.has('versioning')) {
          others = before.filter((old) => read(old).version !== record.version);
        }
        if (live) for (const old of before) if (!others.includes(old)) freed.push(...blobsAt(old));
        superseded += before.length - others.length;
        keep(bucket, record.key, [position, ...others]);
        if (record.op === 'object' && record.uploadId) {
          const upload = uploads.get(record.uploadId);
          if (upload && live) {
            const used = new Set(record.blobs.map((blob) => blob.id));
            for (const part of upload.parts.values()) if (!used.has(part.id)) freed.push(part.id);
          }
          if (upload) superseded += upload.parts.size + 1;
          uploads.delete(record.uploadId);
        }
        return freed;
      }
      case 'objectGone': {
        const bucket = buckets.get(record.bucket);
        if (!bucket) return [];
        const before = listOf(bucket.keys.get(record.key));
        const gone = bucket.settings.has('versioning')
          ? before.filter((old) => read(old).version === record.version)
          : before;
        const freed = live ? gone.flatMap(blobsAt) : [];
        keep(
          bucket,
          record.key,
          before.filter((old) => !gone.includes(old)),
        );
        superseded += gone.length + 1;
        return freed;
      }
      case 'upload':
        uploads.set(record.uploadId, { ...record, parts: new Map() });
        return [];
      case 'part': {
        const parts = uploads.get(record.uploadId)?.parts;
        const old = parts?.get(record.partNumber);
        parts?.set(record.partNumber, { ...record.part, modified: record.modified });
        if (old) superseded++;
        return old ? [old.id] : [];
      }
      case 'uploadGone': {
        const upload = uploads.get(record.uploadId);
        uploads.delete(record.uploadId);
        superseded += 2 + (upload?.parts.size ?? 0);
        return upload ? [...upload.parts.values()].map((part) => part.id) : [];
      }
    }
  };

  const load = () => {
    buckets.clear();
    uploads.clear();
    superseded = 0;
    lines = 0;
    journal = openJournal({ path, fsync });
    journal.replay((record, position) => apply(record as JournalRecord, position, false));
  };

  /** Rewrites the journal without what was replaced since, and drops blobs that a crash left without a line. */
  const compact = () => {
    const next = `${path}.next`;
    rmSync(next, { force: true });
    const target = openJournal({ path: next, fsync });
    const used = new Set<string>();
    for (const bucket of buckets.values()) {
      target.append({ op: 'bucket', bucket: bucket.name, created: bucket.created } satisfies JournalRecord);
      for (const [name, value] of bucket.settings)
        target.append({ op: 'setting', bucket: bucket.name, name, value });
      for (const [, positions] of bucket.keys.scan({})) {
        for (const position of [...listOf(positions)].reverse()) {
          const record = read(position);
          if (record.op === 'object') for (const blob of record.blobs) used.add(blob.id);
          target.append(record);
        }
      }
    }
    for (const { parts, ...upload } of uploads.values()) {
      target.append(upload);
      for (const [partNumber, { modified, ...part }] of parts) {
        used.add(part.id);
        target.append({
          op: 'part',
          uploadId: upload.uploadId,
          partNumber,
          modified,
          part,
        } satisfies JournalRecord);
      }
    }
    target.closeSync();
    journal.closeSync();
    renameSync(next, path);
    load();
    blobs.removeUnused((id) => used.has(id));
  };

  load();
  if (superseded > 1000 && superseded > lines / 2 && statSync(path).size > 1 << 20) compact();

  return {
    buckets,
    uploads,
    blobs,
    write(record) {
      const freed = apply(record, journal.append(record), true);
      // Only after the line that replaces them is durable: a crash in between must find the old bytes.
      if (freed.length > 0)
        void journal.flush().then(
          () => blobs.remove(freed),
          () => {},
        );
    },
    flush: () => journal.flush(),
    current(bucket, key) {
      const [newest] = listOf(bucket.keys.get(key));
      return newest === undefined ? null : read(newest);
    },
    versions: (bucket, key) => listOf(bucket.keys.get(key)).map(read),
    at: read,
    async close() {
      await blobs.close();
      await journal.close();
      unlock();
    },
  };
}
