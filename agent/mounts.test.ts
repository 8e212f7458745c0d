import { expect, test } from '@jest/globals';
import { parseMounts } from './mounts.ts';

const paths = (...lines: string[]) => parseMounts(lines.join('\n')).map(({ path }) => path);
const ROOT = '27 1 254:0 / / rw,relatime shared:1 - ext4 /dev/vda1 rw';

test('pseudo filesystems, images and memory are left out', () => {
  expect(
    paths(
      '22 27 0:21 / /proc rw - proc proc rw',
      '24 27 0:6 / /dev rw - devtmpfs devtmpfs rw',
      ROOT,
      '30 27 0:27 / /run rw - tmpfs tmpfs rw',
      '31 27 7:1 / /snap/core/1 ro - squashfs /dev/loop1 ro',
      '32 27 0:50 / /var/lib/docker/overlay2/x/merged rw - overlay overlay rw',
      '33 27 259:1 / /data rw - xfs /dev/nvme0n1p1 rw',
      '34 27 0:60 / /mnt/nas rw - nfs4 nas:/export rw',
      '35 27 11:0 / /media/cd ro - iso9660 /dev/sr0 ro',
    ),
  ).toEqual(['/', '/data', '/mnt/nas']);
});

test('a bind mount of a filesystem that is there already is left out', () => {
  expect(
    paths('40 27 254:0 /var/lib/x /b rw - ext4 /dev/vda1 rw', ROOT, '41 27 254:0 / /mnt/again rw - ext4 /dev/vda1 rw'),
  ).toEqual(['/']);
});

test('a container has its overlay as root', () => {
  expect(paths('1 0 0:80 / / rw - overlay overlay rw,lowerdir=a')).toEqual(['/']);
});

test('what is mounted over is not seen', () => {
  expect(
    paths(ROOT, '33 27 259:1 / /data rw - xfs /dev/sdb1 rw', '34 27 259:2 / /data rw - ext4 /dev/sdc1 rw'),
  ).toEqual(['/', '/data']);
  expect(paths('33 27 259:1 / /data rw - xfs /dev/sdb1 rw', '34 33 0:9 / /data rw - tmpfs tmpfs rw')).toEqual([]);
});

test('escaped and foreign letters are read', () => {
  const utf8 = Buffer.from('/数据', 'utf8').toString('latin1');
  expect(
    paths(`33 27 259:1 / /my\\040disk rw - xfs /dev/sdb1 rw`, `34 27 259:2 / ${utf8} rw - xfs /dev/sdc1 rw`),
  ).toEqual(['/my disk', '/数据']);
});

test('remote ones are marked', () => {
  const mounts = parseMounts([ROOT, '34 27 0:60 / /mnt/nas rw - nfs4 nas:/export rw'].join('\n'));
  expect(mounts.map(({ remote }) => remote)).toEqual([false, true]);
});
