/** A mounted filesystem worth measuring. */
export interface Mount {
  readonly path: string;
  readonly type: string;
  /** Not on a disk of this machine, and so may hang. */
  readonly remote: boolean;
  /** `major:minor`, the same for every mount of one filesystem. */
  readonly device: string;
}

/** Filesystems that hold bytes on another machine or beside the kernel's block layer. */
const STORAGE_TYPES = new Set([
  ...['nfs', 'nfs4', 'cifs', 'smb3', 'ceph', 'lustre', 'gpfs', 'beegfs', 'afs', '9p', 'virtiofs', 'ocfs2', 'gfs2'],
  ...['zfs', 'bcachefs', 'fuse.sshfs', 'fuse.s3fs', 'fuse.rclone', 'fuse.glusterfs', 'fuse.cephfs', 'fuse.juicefs'],
]);
/** Images that are full by nature: snaps, ISO files. */
const IMAGE_TYPES = new Set(['squashfs', 'iso9660', 'udf', 'erofs', 'cramfs', 'romfs']);

/**
 * The filesystems of `/proc/self/mountinfo` (proc_pid_mountinfo(5)) that have a size of their own: on block devices or
 * on the network, and the overlay of a container's root. Of several mounts of one filesystem (bind mounts, subvolumes) the
 * whole one with the shortest path stands for all; of mounts over the same path only the last can be seen.
 */
export function parseMounts(text: string): Mount[] {
  const visible = new Map<string, Mount & { readonly whole: boolean }>();
  for (const line of text.split('\n')) {
    const [before, after] = line.split(' - ');
    const [, , device, root, path] = before?.split(' ') ?? [];
    const [type, source = ''] = after?.split(' ') ?? [];
    if (device === undefined || path === undefined || type === undefined) continue;
    const name = unescape(path);
    if (hasOwnSize(name, type, source)) {
      visible.set(name, { path: name, type, remote: !source.startsWith('/dev/'), device, whole: root === '/' });
    } else visible.delete(name);
  }
  const byDevice = new Map<string, Mount & { readonly whole: boolean }>();
  for (const mount of visible.values()) {
    const other = byDevice.get(mount.device);
    if (!other || standsFor(mount) < standsFor(other)) byDevice.set(mount.device, mount);
  }
  return [...byDevice.values()].map(({ path, type, remote, device }) => ({ path, type, remote, device }));
}

function hasOwnSize(path: string, type: string, source: string): boolean {
  if (IMAGE_TYPES.has(type) || path.startsWith('/snap/')) return false;
  if (type === 'overlay') return path === '/';
  return source.startsWith('/dev/') ? type !== 'devtmpfs' : STORAGE_TYPES.has(type);
}

function standsFor(mount: { readonly whole: boolean; readonly path: string }): number {
  return (mount.whole ? 0 : 1e6) + mount.path.length;
}

/** Space, tab, newline and backslash come as octal: `\040`. The text was read byte by byte, so what is left is UTF-8. */
function unescape(path: string): string {
  const bytes = path.replace(/\\([0-7]{3})/g, (_, octal: string) => String.fromCharCode(parseInt(octal, 8)));
  return Buffer.from(bytes, 'latin1').toString('utf8');
}
