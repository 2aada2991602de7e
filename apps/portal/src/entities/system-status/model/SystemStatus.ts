import type { StoreCapabilities } from 'valetkey/s3';
import type { WorkerAbilities } from '@/shared/derivatives/index.server';

/** How the system is, for whoever runs it. Times are ISO texts. Never a secret, a key or a person's data. */
export type SystemStatus = {
  /** When it was asked. */
  at: string;
  database: { isOk: true; version: string; sizeBytes: number; isEmbedded: boolean };
  /** `capabilities` is `null` while the store cannot be reached. */
  store: {
    isOk: boolean;
    host: string;
    isEmbedded: boolean;
    capabilities: StoreCapabilities | null;
    warnings: string[];
    /** What the last comparison of the store with the records came to; `null` before the first. */
    comparison: {
      at: string;
      removedOrphans: number;
      abortedMultiparts: number;
      /** Versions that the records have and the store has not, and some of them. */
      missing: number;
      examples: { fileId: string; version: number }[];
    } | null;
  };
  /** `lastSeenAt` of the most recent worker; a living one writes every 10 seconds. */
  worker: {
    isAlive: boolean;
    lastSeenAt: string | null;
    workers: { id: string; version: string; startedAt: string; lastSeenAt: string }[];
    /** What every living worker can do and has around it; `null` when none says. */
    abilities: WorkerAbilities | null;
  };
  /** What scans for malware, as the workers see it; `null` when none is set up. */
  scanner: {
    /** `null` while no worker lives to say so. */
    isReachable: boolean | null;
    isRequired: boolean;
    /** `ClamAV 1.4.3`, and the version of its signatures, empty where it does not tell. */
    engine: string | null;
    database: string | null;
    /** What it calls clean without looking inside, until it is told to report it: `locked`, `limits`. */
    gaps: string[];
    /** Larger files are not sent to it, in bytes. */
    maxBytes: number;
  } | null;
  /** Versions that are held; exact up to 1,000, and 1,001 means more. */
  held: number;
  queue: {
    waiting: number;
    scheduled: number;
    running: number;
    /** Given up after their last attempt. */
    failed: number;
    /** Age of the job that waits longest; `null` when none does. */
    oldestSeconds: number | null;
    failures: { job: string; attempts: number; at: string; error: string }[];
  };
  /** Of the data folder; `null` when database and store are somebody else's. */
  disk: { freeBytes: number; totalBytes: number } | null;
  /** What runs, by part; `worker` is `null` when none lives. */
  versions: { portal: string; worker: string | null; node: string; schema: string | null };
  audit: { sealed: number; unsealed: number };
  mail: {
    isConfigured: boolean;
    host: string | null;
    lastSentAt: string | null;
    lastFailureAt: string | null;
  };
};
