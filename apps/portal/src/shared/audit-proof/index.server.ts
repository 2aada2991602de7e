export { isCheckpointSigned, signCheckpoint } from './signedCheckpoint';
export { publicKeyOf, readSignedHead, readSigningKey, type SignedHead, signHead } from './signedHead';
