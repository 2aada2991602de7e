export const accessKeyId = 'VALETKEYBENCH';
export const secretAccessKey = 'valetkey-bench-secret-access-key';
export const region = 'us-east-1';
export const bucket = 'bench';
