import { ApiError, readProblem } from './readProblem';

export type CallOptions = {
  method?: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  body?: unknown;
  /** Media type of the answer that is wanted. */
  accept?: string;
  signal?: AbortSignal;
  /** Goes on when the page is left. @default false */
  keepalive?: boolean;
};

/**
 * Calls one of the portal's own routes and returns a good answer as it came.
 *
 * @throws {ApiError} with a message for the user, also when there was no answer at all (`NETWORK`, status 0).
 */
export async function sendCall(
  path: string,
  { method = 'GET', body, accept, signal, keepalive = false }: CallOptions = {},
): Promise<Response> {
  let response: Response;
  try {
    response = await fetch(path, {
      method,
      headers: {
        ...(accept !== undefined && { accept }),
        ...(body !== undefined && { 'content-type': 'application/json' }),
      },
      keepalive,
      ...(signal && { signal }),
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
  } catch (cause) {
    if (signal?.aborted) throw cause;
    throw new ApiError({
      code: 'NETWORK',
      status: 0,
      message: 'The server cannot be reached. Check the connection and try again.',
    });
  }
  if (!response.ok) throw await readProblem(response);
  return response;
}
