/** Of the embedded store; another one brings its own (`--store ceph`). */
export const accessKeyId = process.env.BENCH_ACCESS_KEY_ID ?? 'VALETKEYBENCH';
export const secretAccessKey = process.env.BENCH_SECRET_ACCESS_KEY ?? 'valetkey-bench-secret-access-key';
export const region = 'us-east-1';
export const bucket = 'bench';
