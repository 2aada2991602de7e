export { publicKeyOf, readSignedHead, readSigningKey, type SignedHead, signHead } from './signedHead';
