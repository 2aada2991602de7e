import { useUploadRoute } from 'pushduck/client';
import { createElement } from 'react';
import { createRoot } from 'react-dom/client';

let api;
function App() {
  api = useUploadRoute('files', { endpoint: '/pushduck' });
  return createElement(
    'div',
    null,
    `${api.progress}%`,
    api.files.map(({ id, name, progress }) => createElement('div', { key: id }, name, progress)),
  );
}

window.upload = async (files) => {
  createRoot(document.querySelector('#root')).render(createElement(App));
  while (!api) await new Promise((resolve) => setTimeout(resolve, 5));
  await api.uploadFiles(files);
  await new Promise((resolve) => setTimeout(resolve, 0));
  const failed = api.files.find(({ status }) => status !== 'success');
  if (failed) throw new Error(String(failed.error));
};
