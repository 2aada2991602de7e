/** Words about what is made from files: pictures of them, and why there is none. */
export const previews = {
  title: 'Preview',
  pictureOf: (name: string) => `Picture of ${name}`,
  page: (page: number, name: string) => `Page ${page} of ${name}`,
  firstPages: (count: number) => `The first ${count} pages. For the rest, open the file itself.`,
  video: (name: string) => `Video ${name}`,
  audio: (name: string) => `Sound of ${name}`,
  shortened: (minutes: number) => `The first ${minutes} minutes. For the rest, open the file itself.`,
  nothingPlays: 'Nothing can be played here. For the recording, open the file itself.',
  making: 'The preview is being made…',
  failed: 'The preview cannot be loaded now.',
  reasons: {
    tool_missing: 'The program that makes previews of this kind is not installed here.',
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
