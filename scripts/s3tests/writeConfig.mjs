/**
 * The configuration file that the suite reads. It names five accounts; the embedded store has one owner, so each is a key pair of
 * the same, and cases that need a stranger are out of scope.
 *
 * @param {{ name: string, accessKeyId: string, secretAccessKey: string }[]} keys of `main`, `alt` and `tenant`
 * @param {number} port
 */
export function writeConfig([main, alt, tenant], port) {
  const section = (title, key, ...more) =>
    [
      `[${title}]`,
      'display_name = valetkey',
      'user_id = valetkey',
      `email = ${key.name}@example.test`,
      `access_key = ${key.accessKeyId}`,
      `secret_key = ${key.secretAccessKey}`,
      ...more,
    ].join('\n');
  return `${[
    `[DEFAULT]\nhost = localhost\nport = ${port}\nis_secure = False\nssl_verify = False`,
    '[fixtures]\nbucket prefix = s3tests-{random}-',
    section('s3 main', main),
    section('s3 alt', alt),
    section('s3 tenant', tenant, 'tenant = other'),
    section('iam', main),
    section('iam root', main),
    section('iam alt root', alt),
  ].join('\n\n')}\n`;
}
