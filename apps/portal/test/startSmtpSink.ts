import type { AddressInfo } from 'node:net';
import { SMTPServer, type SMTPServerOptions } from 'smtp-server';

/** A mail as it came over the wire, its text part decoded. */
export type ReceivedMail = {
  from: string;
  to: string[];
  raw: string;
  subject: string;
  text: string;
  link: string;
};

export type SmtpSink = {
  url: string;
  mails: ReceivedMail[];
  /** The newest mail to an address, waited for. */
  mailTo: (address: string, atLeast?: number) => Promise<ReceivedMail>;
  stop: () => Promise<void>;
};

function decodeQuotedPrintable(text: string): string {
  const joined = text.replace(/=\r?\n/g, '');
  const bytes = joined.replace(/=([0-9A-F]{2})/gi, (_, hex: string) =>
    String.fromCharCode(Number.parseInt(hex, 16)),
  );
  return Buffer.from(bytes, 'latin1').toString('utf8');
}

function parse(raw: string): Pick<ReceivedMail, 'subject' | 'text' | 'link'> {
  const subject = /^subject: (.*)$/im.exec(raw)?.[1]?.trim() ?? '';
  const part = /content-type: text\/plain[\s\S]*?\r\n\r\n([\s\S]*?)\r\n--/i.exec(raw)?.[1] ?? '';
  const isQuoted = /content-transfer-encoding: quoted-printable/i.test(raw);
  const text = isQuoted ? decodeQuotedPrintable(part) : part;
  return { subject, text, link: /https?:\/\/\S+/.exec(text)?.[0] ?? '' };
}

/** A real SMTP server on a free port of this machine that keeps every mail. `options` make it refuse, or ask for a login. */
export async function startSmtpSink(options: SMTPServerOptions = {}): Promise<SmtpSink> {
  const mails: ReceivedMail[] = [];
  const waiting = new Set<() => void>();
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS'],
    logger: false,
    onData(stream, session, callback) {
      const pieces: Buffer[] = [];
      stream.on('data', (piece: Buffer) => pieces.push(piece));
      stream.on('end', () => {
        const raw = Buffer.concat(pieces).toString('utf8');
        const { mailFrom, rcptTo } = session.envelope;
        mails.push({
          from: mailFrom === false ? '' : mailFrom.address,
          to: rcptTo.map(({ address }) => address),
          raw,
          ...parse(raw),
        });
        callback();
        for (const wake of waiting) wake();
      });
    },
    ...options,
  });
  server.on('error', () => undefined);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', () => resolve()));
  const { port } = server.server.address() as AddressInfo;
  return {
    url: `smtp://127.0.0.1:${port}`,
    mails,
    async mailTo(address, atLeast = 1) {
      const deadline = Date.now() + 10_000;
      for (;;) {
        const found = mails.filter(({ to }) => to.includes(address));
        if (found.length >= atLeast) return found.at(-1)!;
        const left = deadline - Date.now();
        if (left <= 0) throw new Error(`no mail ${atLeast} in 10 s; there are ${mails.length}`);
        await new Promise<void>((resolve) => {
          const wake = () => {
            clearTimeout(timer);
            waiting.delete(wake);
            resolve();
          };
          const timer = setTimeout(wake, left);
          waiting.add(wake);
        });
      }
    },
    stop: () => new Promise<void>((resolve) => server.close(() => resolve())),
  };
}
