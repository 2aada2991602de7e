/** The words of the administrator's overview: how each part is, and what to do. */
export const status = {
  title: 'Overview',
  lead: 'How the parts of the system are. This page looks again by itself.',
  loading: 'Looking at every part…',
  allWell: 'Everything works.',
  needsYou: (count: number) =>
    count === 1 ? 'One part needs your attention.' : `${count} parts need your attention.`,
  stale: (ago: string) => `These figures are from ${ago}.`,
  seen: (ago: string) => `Looked ${ago}`,
  lookAgain: 'Look again',
  whatToDo: 'What to do:',
  details: 'Details',
  failures: 'What failed last',
  attempts: (count: number) => (count === 1 ? '1 attempt' : `${count} attempts`),
  looks: { good: 'Works', wait: 'Look at it', bad: 'Does not work', plain: 'Not set up' },
  database: {
    title: 'Database',
    good: 'It answers.',
    bad: 'It cannot be reached. Nobody can sign in or upload.',
    advice:
      'See that PostgreSQL runs and that DATABASE_URL is right. The portal goes on by itself as soon as it answers.',
    version: 'PostgreSQL',
    size: 'Size',
  },
  store: {
    title: 'File store',
    good: 'It answers, and it enforces what the portal relies on.',
    wait: 'It works, with something to know.',
    bad: 'It cannot be used. Uploads and downloads fail.',
    advice:
      'See that the store runs and that the S3_ variables are right. On the server, `valetkey doctor` says what is wrong.',
    skewed: (seconds: number) =>
      `Its clock and this machine’s differ by ${seconds} seconds. Signed links fail.`,
    skewAdvice: 'Set both clocks by NTP. Stores refuse a signature that is a few minutes off.',
    unsafeAdvice:
      'Update the store (Ceph from 19.2.6), or run `valetkey setup`, which adds a bucket policy where the store knows one.',
    lost: (count: number) =>
      count === 1
        ? 'It has lost the bytes of a file.'
        : `It has lost the bytes of ${count.toLocaleString('en')} versions of files.`,
    lostAdvice:
      'Find out what removed them: nothing of the portal does. Put them back from a copy of the bucket; what is the same again is usable again.',
    missing: (count: number, named: readonly { fileId: string; version: number }[], isCut: boolean) =>
      `${count === 1 ? 'Gone' : 'Among what is gone'}: ${named.map(({ fileId, version }) => `file ${fileId}, version ${version}`).join('; ')}${isCut ? '; the worker’s log names more.' : '.'}`,
    compared: 'Compared with the records',
    neverCompared: 'not yet',
    comparedMeaning:
      'Every hour the worker looks whether the store still has what the records name, and the other way round.',
    host: 'Address',
    yes: 'Yes',
    no: 'No',
    abilities: {
      postPolicy: {
        label: 'Form uploads with an exact size',
        yes: 'Small files travel with one request less, and the store itself refuses a wrong size.',
        no: 'Small files are sent with PUT instead. Nothing is lost but a little speed.',
      },
      conditionalPut: {
        label: 'Refuses to overwrite',
        yes: 'Sending a link twice cannot replace what is stored.',
        no: 'The portal copies each upload to a place of its own before anybody can read it, so nothing can be replaced either way.',
      },
      signedLength: {
        label: 'Holds to the signed size',
        yes: 'A body of another size than agreed is refused while it is sent.',
        no: 'A wrong size is found after the upload, when the portal compares.',
      },
      checksumSha256: {
        label: 'Checks checksums',
        yes: 'Bytes that were damaged on the way are refused.',
        no: 'Damage on the way is found by size and content only.',
      },
      refusesUnsignedHeaders: {
        label: 'Refuses what was not signed',
        yes: 'A link does what it was signed for and nothing else.',
        no: 'This store runs commands that somebody adds to a signed link. The portal avoids such links where it can.',
      },
    },
  },
  worker: {
    title: 'Worker',
    good: 'It is running: new files are checked as they come.',
    bad: 'It has not been seen for a while. New files stay “Being checked”.',
    never: 'No worker was ever seen. New files stay “Being checked”.',
    advice:
      'Start the worker again (`npm start` runs one; by itself it is `node apps/portal/dist/worker.js`). What waits is done then.',
    lastSeen: 'Last seen',
  },
  scanner: {
    title: 'Malware scan',
    none: 'No scanner is set up. Files are not scanned, and say so.',
    advice:
      'Run clamd and set CLAMD_SOCKET or CLAMD_HOST. Files that are here already are scanned then, too.',
    good: 'Every new file is scanned before anybody can open it.',
    unrequired:
      'New files are scanned. One that cannot be scanned is let through, and says so (SCAN_REQUIRED=0).',
    gone: 'It cannot be reached. New files go into quarantine until it is back, and are scanned then by themselves.',
    goneUnrequired: 'It cannot be reached. New files are let through without a scan, and say so.',
    goneAdvice:
      'See that clamd runs and that CLAMD_SOCKET, or CLAMD_HOST and CLAMD_PORT, are right for the worker.',
    unknown: 'No worker is running to say how it is.',
    unknownAdvice: 'Start the worker: it is the one that scans.',
    engine: 'Scanner',
    database: 'Signatures',
    noDatabase: 'Not told',
    maxBytes: 'Largest file it is sent',
    maxBytesMeaning: (isRequired: boolean) =>
      `Larger files ${isRequired ? 'wait in quarantine unless their profile lets them through' : 'are let through, and say so'}. To raise it, raise StreamMaxLength, MaxFileSize and MaxScanSize of clamd and CLAMD_STREAM_MAX_LENGTH together.`,
    gaps: {
      locked: 'It calls some locked archives and documents clean. Set AlertEncrypted yes in clamd.conf.',
      limits: 'It calls clean what is packed too deeply for it. Set AlertExceedsMax yes in clamd.conf.',
    } as Readonly<Record<string, string>>,
    held: 'Files in quarantine',
    more: (count: number) => `more than ${count.toLocaleString('en')}`,
    waiting: (held: number) =>
      held === 1 ? 'A file waits in quarantine for a decision.' : 'Files wait in quarantine for a decision.',
  },
  previews: {
    title: 'Previews',
    good: 'Previews are made of files, and whatever is in a file is kept apart while it is read.',
    open: 'Previews are made. Files are read within limits, but this machine does not keep the reading wholly apart.',
    unknown: 'No worker has said yet what it can do.',
    advice:
      'Run the worker on Linux with setpriv and unshare (util-linux), where user namespaces are allowed; in a container, allow unshare in its security profile.',
    missing: {
      hasPdfPages:
        'PDF pages are not available here: pdftoppm (poppler-utils) is not installed beside the worker.',
      hasPdfText:
        'The text of PDF documents is not read here: pdfinfo and pdftotext (poppler-utils) are not installed beside the worker.',
      hasMedia:
        'Previews of video and audio are not available here: ffmpeg is not installed beside the worker.',
      hasHeic:
        'Pictures of HEIC photos are not available here: heif-convert (libheif-examples) is not installed beside the worker.',
      hasOffice:
        'Pages of office documents are not available here: soffice (LibreOffice) is not installed beside the worker.',
    },
    yes: 'Yes',
    no: 'No',
    walls: {
      hasNoNetwork: {
        label: 'Without a network',
        yes: 'A program that reads a file reaches nothing and nobody.',
        no: 'A program that a file takes over could speak to the network.',
      },
      hasOwnProcesses: {
        label: 'Alone among processes',
        yes: 'It sees no other process, and none of its own outlives it.',
        no: 'It could see the names of other processes, and one that hides may outlive it.',
      },
      hasOwnFiles: {
        label: 'Apart from other files',
        yes: 'LibreOffice, which opens what a document names, sees only its own folder and the system’s programs.',
        no: 'LibreOffice could show files of this machine in a document, so pages of office documents are not made.',
      },
      hasMemoryLimit: {
        label: 'Within its memory',
        yes: 'The system holds it to its memory.',
        no: 'Only the program itself holds to its memory.',
      },
      endsWithWorker: {
        label: 'Ends with the worker',
        yes: 'When the worker is killed, it ends at once, and it gains no rights.',
        no: 'When the worker is killed, it may go on until its time is over.',
      },
    },
  },
  queue: {
    title: 'Work waiting',
    good: 'Nothing waits.',
    busy: (count: number) => (count === 1 ? 'One job waits its turn.' : `${count} jobs wait their turn.`),
    late: (age: string) => `The oldest job has waited for ${age}.`,
    lateAdvice: 'The worker is behind. If this goes on, start another one: any number may run side by side.',
    noWorkerAdvice: 'There is nobody to do it: start the worker.',
    failed: (count: number) =>
      count === 1
        ? 'One job was given up after its last attempt.'
        : `${count} jobs were given up after their last attempt.`,
    failedAdvice:
      'Read the errors below and put right what they name. A file whose check was given up is looked at again every minute.',
    waiting: 'Waiting',
    running: 'Being done',
    scheduled: 'Planned for later',
    failedLabel: 'Given up',
    oldest: 'Oldest waits for',
  },
  disk: {
    title: 'Disk',
    unknown: 'This machine keeps nothing itself: database and store are elsewhere.',
    free: (free: string, total: string) => `${free} of ${total} are free.`,
    advice: 'Make room or add a larger disk. When it is full, the embedded database and store stop.',
  },
  audit: {
    title: 'Audit trail',
    good: 'Every event is kept, and sealed into the chain a moment later.',
    behind: 'Events are kept, but sealing them has stopped.',
    advice: 'The worker seals. See that it runs; nothing is lost meanwhile.',
    sealed: 'Sealed events',
    unsealed: 'Not sealed yet',
  },
  mail: {
    title: 'Mail',
    good: 'A mail server is set up. Invitations and links are sent by mail.',
    none: 'No mail server is set up. Links are shown to you instead, and you hand them over.',
    advice: 'Set SMTP_URL and MAIL_FROM to have the portal send invitations and password links itself.',
    failing: 'The last mail could not be sent.',
    failingAdvice:
      'See that the mail server is reachable and that SMTP_URL is right, then send the link or invitation again.',
    host: 'Server',
    lastSent: 'Last sent',
    lastFailure: 'Last failure',
  },
  versions: {
    title: 'Versions',
    summary: 'What is running. Quote it when you ask for help.',
    names: {
      portal: 'Portal',
      valetkey: 'Valet Key library',
      worker: 'Worker',
      node: 'Node.js',
      postgres: 'PostgreSQL',
      database: 'PostgreSQL',
      schema: 'Database schema',
    },
  },
} as const;
