/** What may be uploaded under a profile, in sentences for whoever uploads. */
export const uploadRules = {
  kinds: {
    documents: 'documents',
    spreadsheets: 'spreadsheets',
    presentations: 'presentations',
    text: 'texts',
    images: 'pictures',
    audio: 'audio',
    video: 'video',
    archives: 'archives',
  },
  everyKind: 'documents, pictures, audio, video and archives',
  accepted: (kinds: string, size: string) => `${kinds}, up to ${size} each`,
  kept: (days: number) =>
    days === 1
      ? 'moved to the trash after a day'
      : `moved to the trash after ${days.toLocaleString('en')} days`,
  unreviewed: 'not looked at by the team',
  quota: (bytes: string | null, files: number | null) => {
    const count = files === null ? null : files === 1 ? '1 file' : `${files.toLocaleString('en')} files`;
    return `${[bytes, count].filter((part) => part !== null).join(' and ')} in all`;
  },
};
