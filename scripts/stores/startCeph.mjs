import { randomUUID } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { answers, createNest, freePorts, packageVersion } from './throwAwayStore.mjs';

/** Debian packages that it takes. */
export const cephPackages = ['radosgw', 'ceph-mon', 'ceph-osd', 'ceph-common'];

const access = {
  accessKeyId: 'THROWAWAYCEPH0000001',
  secretAccessKey: 'throw-away-ceph-secret-0000000000000001',
};

/** A subuser of the same user who may write and nothing else: what `S3_UPLOAD_*` are for. */
const writer = {
  accessKeyId: 'THROWAWAYUPLOAD00001',
  secretAccessKey: 'throw-away-upload-secret-000000000000001',
};

/** One monitor, one OSD on a sparse file, one gateway; nothing inside the cluster is authenticated. */
const configuration = ({ dir, port, monitorPort, lifecycleDaySeconds, dnsNames }) => `[global]
fsid = ${randomUUID()}
mon host = v2:127.0.0.1:${monitorPort}
public addr = 127.0.0.1
cluster addr = 127.0.0.1
ms bind msgr1 = false
auth cluster required = none
auth service required = none
auth client required = none
# The gateway asks for "secure", which needs the keys that there are none of.
ms mon client mode = crc
keyring = /dev/null
run dir = ${dir}
crash dir = ${dir}
admin socket =
log file = ${dir}/$name.log
osd pool default size = 1
osd pool default min size = 1
osd pool default pg num = 4
osd pool default pgp num = 4
osd pool default pg autoscale mode = off
osd crush chooseleaf type = 0

[mon]
mon data = ${dir}/mon
mon cluster log file = ${dir}/cluster.log
mon allow pool size one = true
mon max pg per osd = 2000
mon data avail warn = 1
mon data avail crit = 0
paxos propose interval = 0.01
paxos min wait = 0.01

[osd]
osd data = ${dir}/osd
osd objectstore = bluestore
osd crush initial weight = 1
osd memory target = 1073741824
bluestore block size = 17179869184
bluestore fsck on mkfs = false
bdev aio poll ms = 20

[client]
rgw frontends = beast endpoint=127.0.0.1:${port}
rgw dns name = ${dnsNames[0]}
# A topic with a password is taken over https only, or from who says that a proxy in front of it speaks that.
rgw trust forwarded https = true
rgw thread pool size = 64
rgw run sync thread = false
rgw crypt require ssl = false
rgw lc debug interval = ${lifecycleDaySeconds ?? -1}
rgw gc max objs = 4
rgw lc max objs = 4
rgw objexp hints num shards = 4
rgw md log max shards = 4
rgw data log num shards = 4
objecter tick interval = 0.1
`;

/**
 * A Ceph Object Gateway with one user, on a free port of loopback.
 *
 * @param {{ lifecycleDaySeconds?: number, dnsNames?: readonly string[] }} [options] `lifecycleDaySeconds`: how long a day of its
 *   lifecycle rules is; `dnsNames`: its own, besides its address. Any other name is read as a bucket
 * @returns {Promise<import('./throwAwayStore.mjs').ThrowAwayStore & { admin(args: string[]): string }>} `admin` runs radosgw-admin
 */
export async function startCeph({ lifecycleDaySeconds, dnsNames = ['localhost'] } = {}) {
  const nest = createNest('ceph');
  const { dir } = nest;
  try {
    const [port, monitorPort] = await freePorts(2);
    const conf = join(dir, 'ceph.conf');
    writeFileSync(conf, configuration({ dir, port, monitorPort, lifecycleDaySeconds, dnsNames }));
    mkdirSync(join(dir, 'mon'));
    mkdirSync(join(dir, 'osd'));
    const fsid = nest.run('ceph-conf', ['-c', conf, '--lookup', 'fsid']).trim();
    const map = join(dir, 'monmap');
    const address = `v2:127.0.0.1:${monitorPort}`;
    nest.run('monmaptool', ['-c', conf, '--create', '--fsid', fsid, '--addv', 'a', address, map]);
    nest.run('ceph-mon', ['-c', conf, '-i', 'a', '--mkfs', '--monmap', map]);
    nest.start('mon', 'ceph-mon', ['-c', conf, '-f', '-i', 'a']);
    const osd = randomUUID();
    nest.run('ceph', ['-c', conf, '--connect-timeout', '30', 'osd', 'new', osd]);
    nest.run('ceph-osd', ['-c', conf, '-i', '0', '--mkfs', '--osd-uuid', osd]);
    nest.start('osd', 'ceph-osd', ['-c', conf, '-f', '-i', '0']);
    const admin = (args) => nest.run('radosgw-admin', ['-c', conf, ...args]);
    admin([
      ...['user', 'create', '--uid=throwaway', '--display-name=throw-away'],
      ...[`--access-key=${access.accessKeyId}`, `--secret-key=${access.secretAccessKey}`],
    ]);
    admin(['subuser', 'create', '--uid=throwaway', '--subuser=throwaway:upload', '--access=write']);
    admin([
      ...['key', 'create', '--uid=throwaway', '--subuser=throwaway:upload', '--key-type=s3'],
      ...[`--access-key=${writer.accessKeyId}`, `--secret-key=${writer.secretAccessKey}`],
    ]);
    if (dnsNames.length > 1) {
      // Its setting takes one name; more of them belong to the zone group.
      const zoneGroup = join(dir, 'zonegroup.json');
      const known = JSON.parse(admin(['zonegroup', 'get', '--rgw-zonegroup=default']));
      writeFileSync(zoneGroup, JSON.stringify({ ...known, hostnames: dnsNames }));
      admin(['zonegroup', 'set', '--rgw-zonegroup=default', `--infile=${zoneGroup}`]);
    }
    nest.start('rgw', 'radosgw', ['-c', conf, '-f', '-n', 'client.rgw']);
    const endpoint = `http://127.0.0.1:${port}`;
    await nest.until('Ceph', () => answers(endpoint));
    return {
      name: `Ceph RGW ${packageVersion('radosgw')}`,
      endpoint,
      region: 'us-east-1',
      ...access,
      writer,
      admin,
      stop: nest.stop,
    };
  } catch (error) {
    await nest.stop();
    throw error;
  }
}
