import { connect, type Socket } from 'node:net';
import { setImmediate as nextTurn } from 'node:timers/promises';

/** Where clamd listens. */
export type ClamdAddress = { path: string } | { host: string; port: number };

/** Why a conversation with clamd came to nothing. */
export class ClamdError extends Error {
  readonly kind: 'unreachable' | 'timed_out' | 'broken';

  constructor(kind: ClamdError['kind'], message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'ClamdError';
    this.kind = kind;
  }
}

export type ClamdConversation = {
  /** Sends bytes, one call after the other, and resolves when they are on their way. */
  send: (...pieces: Uint8Array[]) => Promise<void>;
  /** Whether it has answered, which may be before it has heard everything. */
  isAnswered: () => boolean;
  /** Its answer, without the NUL that ends it. */
  answer: () => Promise<string>;
  /** Hangs up; whoever waits gets the reason. */
  end: (reason?: Error) => void;
};

export type ClamdPatience = {
  /** For the connection, in milliseconds. */
  connectMs: number;
  /** For it to take the next bytes, or to answer once it has heard everything, in milliseconds. */
  idleMs: number;
};

/** An answer names one file and one finding; more is not from clamd. */
const maxAnswerLength = 4_096;

/**
 * Opens one conversation: clamd takes one command in each.
 *
 * @throws {ClamdError} `unreachable`; and from the conversation `timed_out` or `broken`
 */
export async function connectToClamd(
  address: ClamdAddress,
  { connectMs, idleMs }: ClamdPatience,
): Promise<ClamdConversation> {
  const socket = await open(address, connectMs);
  let text = '';
  let failure: Error | null = null;
  const isAnswered = () => text.includes('\0');
  const answered = new Promise<string>((resolve, reject) => {
    socket.on('data', (piece) => {
      text += piece.toString('latin1');
      if (isAnswered()) resolve(text.slice(0, text.indexOf('\0')));
      else if (text.length > maxAnswerLength)
        socket.destroy(new ClamdError('broken', 'The scanner answered at length.'));
    });
    socket.on('error', (error) => {
      failure = error instanceof ClamdError ? error : new ClamdError('broken', error.message);
    });
    socket.on('close', () => {
      reject(failure ?? new ClamdError('broken', 'The scanner hung up without an answer.'));
    });
  });
  // Whoever sends hears of it too.
  answered.catch(() => {});

  async function patiently<Value>(work: Promise<Value>): Promise<Value> {
    const timer = setTimeout(
      () => socket.destroy(new ClamdError('timed_out', `The scanner did nothing for ${idleMs} ms.`)),
      idleMs,
    );
    try {
      return await work;
    } finally {
      clearTimeout(timer);
    }
  }

  return {
    isAnswered,
    answer: () => patiently(answered),
    end: (reason) => void socket.destroy(reason),
    async send(...pieces) {
      const sent = new Promise<void>((resolve, reject) => {
        socket.cork();
        for (const piece of pieces.slice(0, -1)) socket.write(piece);
        socket.write(pieces.at(-1) ?? new Uint8Array(), (error) => (error ? reject(error) : resolve()));
        socket.uncork();
      });
      try {
        await patiently(sent);
        // An answer that came meanwhile is heard before more is sent to somebody who may have hung up.
        await nextTurn();
      } catch {
        // It hung up, and may have said why: then that is the answer.
        await answered;
      }
    },
  };
}

function open(address: ClamdAddress, connectMs: number): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect(address);
    const timer = setTimeout(() => socket.destroy(new Error('no answer')), connectMs);
    socket.once('connect', () => {
      clearTimeout(timer);
      socket.off('error', refuse);
      resolve(socket);
    });
    function refuse(cause: Error) {
      clearTimeout(timer);
      reject(new ClamdError('unreachable', 'The scanner cannot be reached.', { cause }));
    }
    socket.once('error', refuse);
  });
}
