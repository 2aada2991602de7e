/**
 * Fetches a picture from the store and answers an address of it that only this page knows. The signed URL ends here: it comes
 * into no markup, where it could be copied from.
 */
export async function fetchPicture(signedUrl: string, signal?: AbortSignal): Promise<string> {
  const response = await fetch(signedUrl, {
    credentials: 'omit',
    referrerPolicy: 'no-referrer',
    redirect: 'error',
    ...(signal && { signal }),
  });
  if (!response.ok) throw new Error(`The store refused the picture (status ${response.status}).`);
  return URL.createObjectURL(await response.blob());
}
