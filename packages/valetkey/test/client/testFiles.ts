/** A small file with real bytes. */
export function smallFile(name: string, sizeBytes = 20 * 1024): File {
  return new File([new Uint8Array(sizeBytes)], name, { type: 'image/png', lastModified: 5 });
}

/** A file that says it is large and has no bytes; reading it works until `breaks`. */
export function largeFile(name: string, sizeBytes: number): File & { breaks: boolean } {
  const file = {
    name,
    size: sizeBytes,
    type: 'video/mp4',
    lastModified: 5,
    webkitRelativePath: '',
    breaks: false,
    slice(start = 0, end = sizeBytes) {
      return {
        size: end - start,
        type: '',
        slice: (from = 0, to = end - start) => file.slice(start + from, start + to),
        arrayBuffer: () =>
          file.breaks
            ? Promise.reject(new DOMException('gone', 'NotReadableError'))
            : Promise.resolve(new ArrayBuffer(1)),
      };
    },
  };
  return file as unknown as File & { breaks: boolean };
}
