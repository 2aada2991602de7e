import { ApiError, readProblem } from './readProblem';

type CallOptions = {
  method?: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  body?: unknown;
  signal?: AbortSignal;
};

/**
 * Calls one of the portal's own routes.
 *
 * @throws {ApiError} with a message for the user, also when there was no answer at all (`NETWORK`, status 0).
 */
export async function callApi<Answer>(
  path: string,
  { method = 'GET', body, signal }: CallOptions = {},
): Promise<Answer> {
  let response: Response;
  try {
    response = await fetch(path, {
      method,
      ...(signal && { signal }),
      ...(body !== undefined && {
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(body),
      }),
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
  return (response.status === 204 ? undefined : await response.json()) as Answer;
}
