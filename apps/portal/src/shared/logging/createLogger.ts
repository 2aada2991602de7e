import { type Logger, pino } from 'pino';

const signedQuery =
  /([?&](?:x-amz-[a-z-]+|x-goog-[a-z-]+|awsaccesskeyid|signature|policy|expires)=)[^&\s"']*/gi;

/** Takes everything that grants access out of a text: signed queries, and the credentials of connection URLs. */
export function redactText(text: string): string {
  return text.replace(signedQuery, '$1***').replace(/(\w+:\/\/[^:/@\s]+):[^@/\s]+@/g, '$1:***@');
}

/** A JSON logger that neither secrets nor signed URLs pass. */
export function createLogger(level: string, { service = 'portal' }: { service?: string } = {}): Logger {
  return pino({
    level,
    base: { service },
    redact: {
      paths: [
        'cookie',
        'authorization',
        'password',
        'signedUrl',
        '*.cookie',
        '*.authorization',
        '*.password',
        '*.signedUrl',
      ],
      censor: '***',
    },
    serializers: {
      err: (error: unknown) => {
        if (!(error instanceof Error)) return redactText(String(error));
        const { code } = error as { code?: unknown };
        return {
          type: error.name,
          message: redactText(error.message),
          ...(typeof code === 'string' && { code }),
          stack: redactText(error.stack ?? ''),
          ...(error.cause !== undefined && { cause: redactText(String(error.cause)) }),
        };
      },
    },
  });
}
