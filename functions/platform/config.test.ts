import { expect, test } from '@jest/globals';
import { readConfig } from './config.ts';

const env = {
  MONGODB_URI: 'mongodb://127.0.0.1:27017/peakwatch',
  FUNCTION_PREFIX: 'peakwatch-test-',
  SCHEDULE_GROUP: 'peakwatch-test',
  PULL_FUNCTION_ARN: 'arn:aws:lambda:eu-central-1:000000000000:function:peakwatch-test-pull',
  SCHEDULER_ROLE_ARN: 'arn:aws:iam::000000000000:role/scheduler',
};

test('an empty variable is a missing one', () => {
  expect(readConfig({ ...env, SMTP_URL: ' ', MAIL_TO: '' })).toMatchObject({ SMTP_URL: null, MAIL_TO: [] });
});

test('recipients are a list', () => {
  expect(readConfig({ ...env, MAIL_TO: 'a@example.org, b@example.org' }).MAIL_TO).toEqual([
    'a@example.org',
    'b@example.org',
  ]);
});

test('every problem is named at once', () => {
  const problems = () => readConfig({ ...env, MONGODB_URI: 'http://x', FUNCTION_PREFIX: '', MAIL_TO: 'nobody' });
  expect(problems).toThrow(/MONGODB_URI must begin with mongodb:\/\//);
  expect(problems).toThrow(/FUNCTION_PREFIX is not set/);
  expect(problems).toThrow(/MAIL_TO\.0 is not a list of mail addresses/);
});
