/** What the page asks of whatever hashes for it. A blob that is sent to a worker is a handle: its bytes stay where they are. */
export type HashRequest =
  | { kind: 'hash'; pieces: readonly { id: number; bytes: Blob }[] }
  /** Nobody waits for these any more. */
  | { kind: 'drop'; ids: readonly number[] };

/** Base64 SHA-256, or the name and words of the error with which reading ended. */
export type HashedPiece = { id: number } & (
  | { sha256: string }
  | { failure: [name: string, message: string] }
);

export type HashAnswer =
  /** The script was loaded and runs. */
  | { kind: 'ready' }
  /** All pieces of one request that were not dropped. */
  | { kind: 'hashed'; pieces: readonly HashedPiece[] };
