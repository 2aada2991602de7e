/**
 * A worker from the file beside this one. Webpack, Turbopack and Vite know these very words and take the file along.
 * @throws where there are no workers, or the page may not have any.
 */
export function createWorker(): Worker {
  return new Worker(new URL('./worker.js', import.meta.url), { type: 'module' });
}
