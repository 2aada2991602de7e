/**
 * What a store was seen to do, by probing it. Each is `true` only when the probe saw the store enforce it; the grants and
 * the way an upload settles follow from these, not from a provider's name.
 */
export type StoreCapabilities = {
  /** A POST policy upload works and its exact length is enforced. */
  postPolicy: boolean;
  /** A second PUT with `if-none-match: *` answers 412. */
  conditionalPut: boolean;
  /** A body of another length than the signed one is refused. */
  signedLength: boolean;
  /** A wrong `x-amz-checksum-sha256` is refused. */
  checksumSha256: boolean;
  /** A part with a wrong `x-amz-checksum-sha256` is refused, and the list of parts has the right one. */
  partChecksumSha256?: boolean;
  /** Unsigned `x-amz-*` headers added to a presigned PUT are refused (`x-amz-copy-source` above all). */
  refusesUnsignedHeaders: boolean;
  /** The same headers added to a presigned UploadPart are refused, `x-amz-copy-source` above all. */
  refusesUnsignedPartCopy?: boolean;
  /** A PUT with another `content-type` than the signed one is refused. */
  signedContentType?: boolean;
  /** A `response-*` parameter added to a presigned GET is refused. */
  signedOverrides?: boolean;
  /** Answers to the origins that were asked about let a script read `ETag`. Absent when none was asked about. */
  etagExposed?: boolean;
  /** Difference between the store's `Date` and our clock, in seconds. */
  clockSkewSeconds: number;
};
