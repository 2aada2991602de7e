export { createProfileStore, type ProfileChange, type ProfileStore } from './createProfileStore';
export { getProfileStore } from './getProfileStore';
export { crossCheckProfile, profileName, profileShape } from './profileShape';
export { extensionsOf } from './toUploadProfile';
