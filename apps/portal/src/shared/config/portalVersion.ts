import manifest from '../../../package.json' with { type: 'json' };

/** Release of this portal. */
export const portalVersion: string = manifest.version;
