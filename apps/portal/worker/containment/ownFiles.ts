/*
 * A root of its own: the system's programs, read-only, and the run's folder as /tmp; everything else of this machine is not there. The
 * script is the first of its own processes, so that what it starts hears signals of limits, and it gives its rights away first. Paths of
 * systems that do not have them are left out. A mount of the folder would show the new root in itself: its place goes again.
 */
const rootScript = `
set -e
folder=$1 programs=$2
shift 2
root=$folder/.root
mkdir "$root"
mount -t tmpfs -o mode=755,size=1m,nosuid,nodev none "$root"
for path in /bin /sbin /lib /lib32 /lib64 /usr/bin /usr/lib /usr/lib32 /usr/lib64 /usr/libexec /usr/share /usr/local/share/fonts \\
  /etc/fonts /etc/libreoffice /etc/alternatives /etc/ld.so.cache /var/cache/fontconfig "$programs"; do
  [ -n "$path" ] && [ -e "$path" ] && [ ! -e "$root$path" ] || continue
  if [ -d "$path" ]; then mkdir -p "$root$path"; else mkdir -p "$root\${path%/*}"; : >"$root$path"; fi
  mount --bind "$path" "$root$path"
  mount -o remount,bind,ro,nosuid,nodev "$root$path"
done
mkdir -p "$root/dev" "$root/tmp" "$root/proc" "$root/.old"
for device in null zero urandom; do
  : >"$root/dev/$device"
  mount --bind "/dev/$device" "$root/dev/$device"
done
mount --bind "$folder" "$root/tmp"
mount -t proc -o nosuid,nodev,noexec proc "$root/proc"
cd "$root"
pivot_root . .old
umount -n -l /.old
rmdir /.old
mount -n -o remount,bind,ro,nosuid,nodev /
cd /tmp
rmdir .root
set +e
HOME=/tmp TMPDIR=/tmp XDG_CACHE_HOME=/tmp/.cache PATH=/usr/bin:/bin \\
  setpriv --bounding-set -all --inh-caps -all --no-new-privs "$@"
exit $?
`;

/**
 * What comes before a command that sees no file but the system's programs and one folder, which is `/tmp` to it.
 *
 * @param unshare path of the program
 * @param folder the run's own
 * @param programs a folder of programs beside the system's
 */
export function ownFilesPrefix(unshare: string, folder: string, programs = ''): readonly string[] {
  return [
    // PATH is the script's: what changes mounts is where ordinary users have no need to look.
    ...['/usr/bin/env', 'PATH=/usr/sbin:/usr/bin:/sbin:/bin'],
    ...[
      unshare,
      '--user',
      '--map-root-user',
      '--mount',
      '--pid',
      '--fork',
      '--kill-child=KILL',
      '--mount-proc',
    ],
    ...['/bin/sh', '-c', rootScript, 'sh', folder, programs],
  ];
}
