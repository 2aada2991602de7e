import { mkdirSync, writeFileSync } from 'node:fs';
import { userInfo } from 'node:os';
import { join } from 'node:path';
import { answers, createNest, freePorts, packageVersion } from './throwAwayStore.mjs';

/** Debian packages that it takes. */
export const swiftPackages = ['python3-swift', 'memcached'];

const access = { accessKeyId: 'test:tester', secretAccessKey: 'throw-away-swift-secret-001' };
const storageServers = ['account', 'container', 'object'];

/** Makes the rings, or runs one server; `utils` must know the folder before anything else is loaded. */
const script = `import sys
from swift.common import utils
utils.SWIFT_CONF_FILE = sys.argv[1] + '/swift.conf'
if sys.argv[2] == 'rings':
    from swift.common.ring import RingBuilder
    for name, port in zip(('account', 'container', 'object'), sys.argv[3:]):
        builder = RingBuilder(4, 1, 0)
        builder.add_dev({'region': 1, 'zone': 1, 'weight': 1, 'ip': '127.0.0.1',
                         'port': int(port), 'device': 'd0', 'meta': ''})
        builder.rebalance()
        builder.get_ring().save('%s/%s.ring.gz' % (sys.argv[1], name))
else:
    from swift.common.wsgi import run_wsgi
    sys.exit(run_wsgi('%s/%s.conf' % (sys.argv[1], sys.argv[2]), sys.argv[2] + '-server', verbose=True))
`;

const common = (dir, port) => `[DEFAULT]
bind_ip = 127.0.0.1
bind_port = ${port}
workers = 0
user = ${userInfo().username}
swift_dir = ${dir}
`;

const storage = (dir, name, port) => `${common(dir, port)}devices = ${dir}/srv
mount_check = false
disable_fallocate = true
log_level = WARNING
[pipeline:main]
pipeline = ${name}-server
[app:${name}-server]
use = egg:swift#${name}
`;

const filters = ['catch_errors', 'gatekeeper', 'healthcheck', 'bulk', 'copy', 'dlo', 'symlink', 'slo'];

const proxy = (dir, port, cachePort) => `${common(dir, port)}cors_allow_origin = *
cors_expose_headers = etag, x-amz-request-id, x-amz-version-id
[pipeline:main]
pipeline = catch_errors gatekeeper healthcheck cache bulk s3api tempauth copy slo dlo versioned_writes symlink proxy-server
[app:proxy-server]
use = egg:swift#proxy
account_autocreate = true
[filter:cache]
use = egg:swift#memcache
memcache_servers = 127.0.0.1:${cachePort}
[filter:s3api]
use = egg:swift#s3api
location = us-east-1
storage_domain = localhost
cors_preflight_allow_origin = *
[filter:tempauth]
use = egg:swift#tempauth
user_test_tester = ${access.secretAccessKey} .admin
[filter:versioned_writes]
use = egg:swift#versioned_writes
allow_object_versioning = true
${filters.map((name) => `[filter:${name}]\nuse = egg:swift#${name}\n`).join('')}`;

/**
 * OpenStack Swift with the s3api middleware, one replica, on free ports of loopback.
 *
 * @returns {Promise<import('./throwAwayStore.mjs').ThrowAwayStore>}
 */
export async function startSwift() {
  const nest = createNest('swift');
  const { dir } = nest;
  try {
    const [port, cachePort, ...ports] = await freePorts(2 + storageServers.length);
    mkdirSync(join(dir, 'srv', 'd0'), { recursive: true });
    const write = (name, text) => writeFileSync(join(dir, name), text);
    write(
      'swift.conf',
      '[swift-hash]\nswift_hash_path_suffix = throw-away\n[storage-policy:0]\nname = default\ndefault = yes\n',
    );
    storageServers.forEach((name, at) => {
      write(`${name}.conf`, storage(dir, name, ports[at]));
    });
    write('proxy.conf', proxy(dir, port, cachePort));
    write('serve.py', script);
    const python = (...args) => [join(dir, 'serve.py'), dir, ...args];
    nest.run('/usr/bin/python3', python('rings', ...ports.map(String)));
    nest.start('memcached', 'memcached', [
      ...['-l', '127.0.0.1', '-p', String(cachePort), '-U', '0', '-m', '64', '-u', userInfo().username],
    ]);
    for (const name of [...storageServers, 'proxy']) nest.start(name, '/usr/bin/python3', python(name));
    const endpoint = `http://127.0.0.1:${port}`;
    await nest.until('Swift', () => answers(`${endpoint}/healthcheck`));
    for (const storagePort of ports)
      await nest.until('Swift', () => answers(`http://127.0.0.1:${storagePort}/`));
    return {
      name: `OpenStack Swift s3api ${packageVersion('python3-swift', { hasRevision: true })}`,
      endpoint,
      region: 'us-east-1',
      ...access,
      stop: nest.stop,
    };
  } catch (error) {
    await nest.stop();
    throw error;
  }
}
