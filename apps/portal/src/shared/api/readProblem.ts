import { noteSessionEnd } from './sessionEnd';

/** An error answer of the portal: `message` may be shown as it is. */
export class ApiError extends Error {
  readonly code: string;
  readonly status: number;
  readonly retryAfterSeconds: number | null;

  constructor({
    code,
    status,
    message,
    retryAfterSeconds = null,
  }: {
    code: string;
    status: number;
    message: string;
    retryAfterSeconds?: number | null;
  }) {
    super(message);
    this.name = 'ApiError';
    this.code = code;
    this.status = status;
    this.retryAfterSeconds = retryAfterSeconds;
  }
}

/** Reads an error answer; one that is not ours (a proxy's page, say) still becomes an {@link ApiError}. */
export async function readProblem(response: Response): Promise<ApiError> {
  const body: unknown = await response.json().catch(() => null);
  const member = (name: string): string | null =>
    typeof body === 'object' && body !== null && name in body
      ? String((body as Record<string, unknown>)[name])
      : null;
  if (response.status === 401 && member('code') === 'UNAUTHENTICATED') noteSessionEnd();
  const retryAfter = Number(response.headers.get('retry-after'));
  return new ApiError({
    code: member('code') ?? 'INTERNAL',
    status: response.status,
    message: member('detail') ?? 'The server did not answer as expected. Try again in a moment.',
    retryAfterSeconds: Number.isFinite(retryAfter) && retryAfter > 0 ? retryAfter : null,
  });
}
