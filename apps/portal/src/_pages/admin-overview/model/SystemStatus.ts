/** What a store was seen to do; the field names are those of valetkey/s3. */
export type StoreAbilities = {
  postPolicy: boolean;
  conditionalPut: boolean;
  signedLength: boolean;
  checksumSha256: boolean;
  refusesUnsignedHeaders: boolean;
  clockSkewSeconds: number;
};

/** What the workers can make of files, and what they have around them while they read files of strangers. */
export type WorkerAbilities = {
  tools: {
    hasPdfPages: boolean;
    hasPdfText: boolean;
    hasMedia: boolean;
    hasHeic: boolean;
    hasOffice: boolean;
  };
  containment: {
    hasMemoryLimit: boolean;
    hasNoNetwork: boolean;
    hasOwnProcesses: boolean;
    hasOwnFiles: boolean;
    endsWithWorker: boolean;
  };
};

/** A job that was given up, with the first line of its error. */
export type FailedJob = { job: string; attempts: number; at: string; error: string };

/** How the system is, as `GET /api/admin/status` answers. */
export type SystemStatus = {
  at: string;
  database: { isOk: boolean; version: string | null; sizeBytes: number | null };
  store: {
    isOk: boolean;
    host: string;
    capabilities: StoreAbilities | null;
    warnings: string[];
    comparison: { at: string; missing: number; examples: { fileId: string; version: number }[] } | null;
  };
  worker: {
    isAlive: boolean;
    lastSeenAt: string | null;
    /** `null` when no living worker says what it can do. */
    abilities: WorkerAbilities | null;
  };
  scanner: {
    isReachable: boolean | null;
    isRequired: boolean;
    engine: string | null;
    database: string | null;
    gaps: string[];
    maxBytes: number;
  } | null;
  held: number;
  queue: {
    waiting: number;
    scheduled: number;
    running: number;
    failed: number;
    oldestSeconds: number | null;
    failures: FailedJob[];
  };
  disk: { freeBytes: number; totalBytes: number } | null;
  versions: Record<string, string | null>;
  audit: { sealed: number; unsealed: number };
  mail: {
    isConfigured: boolean;
    host: string | null;
    lastSentAt: string | null;
    lastFailureAt: string | null;
  };
};
