'use client';
import { downloadFile } from 'valetkey/client';
import { UploadDropzone, UploadList, ValetKeyProvider } from 'valetkey/react';

export default function Page() {
  return (
    <ValetKeyProvider>
      <UploadDropzone>
        {({ getRootProps, getInputProps, getButtonProps }) => (
          <main {...getRootProps()}>
            <input {...getInputProps()} />
            <button {...getButtonProps()}>Choose files or drop them here</button>
          </main>
        )}
      </UploadDropzone>
      <UploadList>
        {({ name, progress, state, key }, { cancel }) => (
          <p>
            {name} <progress value={progress} /> {state}
            {state === 'uploading' && (
              <button type="button" onClick={cancel}>
                Cancel
              </button>
            )}
            {state === 'done' && key && (
              <button type="button" onClick={() => downloadFile({ key })}>
                Download
              </button>
            )}
          </p>
        )}
      </UploadList>
    </ValetKeyProvider>
  );
}
