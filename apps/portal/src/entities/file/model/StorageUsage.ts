type Held = {
  /** Of settled files, the trash included. */
  bytesUsed: number;
  /** Of transfers that are not finished. */
  bytesReserved: number;
  files: number;
};

/** What an account holds and may hold. */
export type StorageUsage = Held & {
  maxBytes: number;
  maxFiles: number;
  /** The same for each upload profile; without a limit of its own the figures are `null`. */
  profiles: (Held & { name: string; label: string; maxBytes: number | null; maxFiles: number | null })[];
};
