/** Words about what is made from files: pictures of them, and why there is none. */
export const previews = {
  title: 'Preview',
  pictureOf: (name: string) => `Picture of ${name}`,
  page: (page: number, name: string) => `Page ${page} of ${name}`,
  pagesOf: (name: string) => `Pages of ${name}`,
  zoom: {
    tools: 'How it is shown',
    in: 'Larger',
    out: 'Smaller',
    fit: 'Fit',
    actual: 'Actual size',
    turn: 'Turn to the right',
    hint: (label: string, key: string) => `${label} (${key})`,
    percent: (scale: number) => `${Math.round(scale * 100)} %`,
    zoomed: (scale: number) =>
      scale === 1 ? 'It fits.' : `${Math.round(scale * 100)} per cent of what fits.`,
    turned: (degrees: number) =>
      degrees === 0 ? 'It is upright again.' : `Turned by ${degrees} degrees to the right.`,
    pan: 'Move what is zoomed',
    panKeys: '← ↑ → ↓',
  },
  firstPages: (count: number) => `The first ${count} pages. For the rest, open the file itself.`,
  video: (name: string) => `Video ${name}`,
  audio: (name: string) => `Sound of ${name}`,
  shortened: (minutes: number) => `The first ${minutes} minutes. For the rest, open the file itself.`,
  nothingPlays: 'Nothing can be played here. For the recording, open the file itself.',
  making: 'The preview is being made…',
  failed: 'The preview cannot be loaded now.',
  reasons: {
    tool_missing: 'The program that makes previews of this kind is not installed here.',
    not_contained:
      'The program that makes previews of this kind cannot be kept apart on this machine, so it is not used.',
    kind_not_supported: 'No preview can be made of this kind of file here.',
    encrypted: 'The file is protected by a password, so there is no preview.',
    no_picture: 'There is no picture in this video.',
    no_sound: 'There is no sound in this file.',
    too_large: 'The file is too large for a preview.',
    too_much_work: 'The file takes too much to make a preview of.',
    unreadable: 'The content cannot be read, so there is no preview. The file may be damaged.',
    not_made: 'No preview could be made of this file.',
  },
} as const;
