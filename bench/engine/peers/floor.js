// What the platform allows, without a product around it.

/** Runs `work` for each item, a number of them at a time. */
export async function pool(size, items, work) {
  let next = 0;
  const lane = async () => {
    while (next < items.length) {
      const index = next++;
      await work(items[index], index);
    }
  };
  await Promise.all(Array.from({ length: Math.min(size, items.length) }, lane));
}

export function put(url, body, headers, onProgress) {
  return new Promise((resolve, reject) => {
    const xhr = new XMLHttpRequest();
    xhr.open('PUT', url);
    for (const [name, value] of Object.entries(headers)) xhr.setRequestHeader(name, value);
    xhr.upload.onprogress = ({ loaded }) => onProgress(loaded);
    xhr.onload = () => (xhr.status < 300 ? resolve(xhr) : reject(new Error(String(xhr.status))));
    xhr.onerror = () => reject(new Error('network'));
    xhr.send(body);
  });
}

export async function post(url, body) {
  const response = await fetch(url, { method: 'POST', body: JSON.stringify(body) });
  if (!response.ok) throw new Error(`${url} answered ${response.status}`);
  return response.json();
}

/** Adds up the progress of many requests. */
export function track(files, context) {
  const total = files.reduce((sum, { size }) => sum + size, 0);
  const sent = new Map();
  let sum = 0;
  return (key, bytes) => {
    sum += bytes - (sent.get(key) ?? 0);
    sent.set(key, bytes);
    context.progress(sum, total);
  };
}
