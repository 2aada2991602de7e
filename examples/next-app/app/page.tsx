'use client';
import { downloadFile } from 'valetkey/client';
import { UploadDropzone, UploadList, ValetKeyProvider } from 'valetkey/react';

export default function Page() {
  return (
    <ValetKeyProvider>
      <UploadDropzone>
        {({ getRootProps, getInputProps }) => (
          <label {...getRootProps()}>
            Choose files or drop them here <input {...getInputProps()} />
          </label>
        )}
      </UploadDropzone>
      <UploadList>
        {({ name, progress, state, key }, { cancel }) => (
          <p>
            {name} <progress value={progress} /> {state}
            <button
              type="button"
              onClick={() => (state === 'done' && key ? downloadFile({ key }) : cancel())}
            >
              {state === 'done' ? 'Download' : 'Cancel'}
            </button>
          </p>
        )}
      </UploadList>
    </ValetKeyProvider>
  );
}
