import { createRoot } from 'react-dom/client';
import { createUploader, type Uploader, type UploaderOptions } from '../../src/client/index.ts';
import {
  UploadDropzone,
  UploadList,
  useUploader,
  useUploads,
  ValetKeyProvider,
} from '../../src/react/index.ts';

/** What the tests in `browser.test.ts` drive. */
declare global {
  interface Window {
    uploader: Uploader;
    createBareUploader(options?: UploaderOptions): Uploader;
    mount(options: UploaderOptions): void;
    makeFile(name: string, sizeBytes: number, type?: string): File;
    /** Counted by a test that looks at who sends. */
    sentByPage: number;
  }
}

window.createBareUploader = (options) => createUploader({ resumable: false, ...options });
window.makeFile = (name, sizeBytes, type = 'image/png') => {
  const bytes = new Uint8Array(sizeBytes);
  for (let index = 0; index < sizeBytes; index += 997) bytes[index] = index % 251;
  return new File([bytes], name, { type });
};
window.mount = (options) => {
  createRoot(document.querySelector('#root')!).render(
    <ValetKeyProvider options={options}>
      <Page />
    </ValetKeyProvider>,
  );
};

function Page() {
  window.uploader = useUploader();
  const done = useUploads(({ totals }) => totals.done);
  return (
    <UploadDropzone>
      {({ getRootProps, getInputProps, getButtonProps, isDragging }) => (
        <main {...getRootProps()} data-dragging={isDragging}>
          <input {...getInputProps()} aria-label="Choose files" />
          <button {...getButtonProps()}>Choose files</button>
          <output>{done}</output>
          <ul>
            <UploadList>{drawUpload}</UploadList>
          </ul>
        </main>
      )}
    </UploadDropzone>
  );
}

const drawUpload: Parameters<typeof UploadList>[0]['children'] = (upload, { pause, resume }) => {
  return (
    <li data-state={upload.state}>
      {upload.path ?? ''}/{upload.name} {upload.state} {upload.error?.message}
      <button type="button" onClick={pause}>
        Pause {upload.name}
      </button>
      <button type="button" onClick={resume}>
        Resume {upload.name}
      </button>
    </li>
  );
};
