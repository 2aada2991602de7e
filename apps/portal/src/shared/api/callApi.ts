import { type CallOptions, sendCall } from './sendCall';

/**
 * Calls one of the portal's own routes.
 *
 * @throws {ApiError} with a message for the user, also when there was no answer at all (`NETWORK`, status 0).
 */
export async function callApi<Answer>(path: string, options: CallOptions = {}): Promise<Answer> {
  const response = await sendCall(path, options);
  return (response.status === 204 ? undefined : await response.json()) as Answer;
}
