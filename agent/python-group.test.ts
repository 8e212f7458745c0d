import { expect, test } from '@jest/globals';
import { pythonGroup } from './python-group.ts';

const groupOf = (commandLine: string, comm = 'python3', exe: string | null = null) =>
  pythonGroup({ comm, argv: commandLine.split(' '), exe: () => exe });

test.each([
  ['python3 /srv/crawl/news.py --token s3cret', 'news.py'],
  ['/usr/bin/python3.11 -u -O news.py', 'news.py'],
  ['python -uO news.py', 'news.py'],
  ['python -X dev -W ignore news.py', 'news.py'],
  ['python -Xdev -Wignore::UserWarning news.py', 'news.py'],
  ['python --check-hash-based-pycs never news.py', 'news.py'],
  ['python3 -m pkg.crawl --password s3cret', 'pkg.crawl'],
  ['python3 -um pkg.crawl', 'pkg.crawl'],
  ['python3 -mpkg.crawl', 'pkg.crawl'],
  ['python3 /srv/news/__main__.py', 'news'],
  ['python3 /srv/news/', 'news'],
  ['python3 -c import os;secret="s3cret"', 'python -c'],
  ['python3 -uc secret', 'python -c'],
  ['python3', 'python'],
  ['python3 -', 'python'],
  ['python3 -i -q', 'python'],
  ['pypy3 crawl.py', 'crawl.py'],
  ['python3 -m scrapy crawl news', 'scrapy:news'],
  ['/usr/bin/python3 /usr/local/bin/scrapy crawl news', 'scrapy:news'],
  ['python3 /usr/local/bin/scrapy crawl -a key=s3cret -s LOG=1 --logfile x.log news', 'scrapy:news'],
  ['python3 /usr/local/bin/scrapy crawl --set=A=b --nolog news -o out.json', 'scrapy:news'],
  ['python3 /usr/local/bin/scrapy runspider /srv/spiders/shop.py', 'scrapy:shop.py'],
  ['python3 -m scrapy.cmdline crawl shop', 'scrapy:shop'],
  ['python3 /usr/local/bin/scrapy shell https://u:s3cret@host/', 'scrapy'],
  ['python3 /usr/local/bin/celery -A proj worker', 'celery'],
])('%s is of group %s', (commandLine, group) => {
  expect(groupOf(commandLine)).toBe(group);
});

test.each([
  ['/usr/bin/node server.js', 'node', null],
  ['pythonista notes.txt', 'pythonista', null],
  ['vim news.py', 'vim', '/usr/bin/vim.basic'],
])('%s is none', (commandLine, comm, exe) => {
  expect(groupOf(commandLine, comm, exe)).toBeNull();
});

test('python under a title of its own shows the first word only', () => {
  expect(pythonGroup({ comm: 'gunicorn', argv: ['gunicorn: master [s3cret]'], exe: () => '/usr/bin/python3.11' })).toBe(
    'gunicorn',
  );
});

test('a kernel thread has no command line and no group', () => {
  expect(pythonGroup({ comm: 'kworker/0:1', argv: [], exe: () => null })).toBeNull();
});
