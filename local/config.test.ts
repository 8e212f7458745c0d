import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { childEnvironment, readConfig, ROOT, settingsHelp } from './config.ts';

describe('the settings of the local system', () => {
  test('all have defaults; blank counts as missing', () => {
    const config = readConfig({ MONGODB_URI: '', PORT: ' ', MAIL_TO: '' });
    expect(config).toEqual(readConfig({}));
    expect(config).toMatchObject({
      dataFolder: join(ROOT, '.peakwatch'),
      mongodbUri: null,
      smtpUrl: null,
      windowSeconds: null,
      schedulerSpeed: 1,
      ports: { page: 3000, agent: 9464 },
    });
  });

  test('are read from the environment', () => {
    const config = readConfig({
      PORT: '0',
      PEAKWATCH_DATA: '/tmp/elsewhere',
      MONGODB_URI: 'mongodb://db/x',
      PEAKWATCH_SCHEDULER_SPEED: '12',
      PEAKWATCH_WINDOW_SECONDS: '5',
    });
    expect(config).toMatchObject({
      dataFolder: '/tmp/elsewhere',
      mongodbUri: 'mongodb://db/x',
      schedulerSpeed: 12,
      windowSeconds: 5,
      ports: { page: 0, lambda: 3002 },
    });
  });

  test('every problem is named at once', () => {
    const wrong = { PORT: '70000', PEAKWATCH_WINDOW_SECONDS: '7', PEAKWATCH_SCHEDULER_SPEED: 'fast' };
    expect(() => readConfig(wrong)).toThrow(
      /PORT: is no number from 0 to 65535\n.*WINDOW_SECONDS: does not divide.*SPEED: is no number from 0\.1 to 600$/s,
    );
  });

  test('each is explained with its default', () => {
    expect(settingsHelp()).toMatch(/PORT +port of page and API \[3000\]/);
    expect(settingsHelp()).toMatch(/MONGODB_URI +use this MongoDB instead of the embedded one$/m);
  });
});

test('a child sees neither a cloud account nor settings meant for others', () => {
  const env = childEnvironment(
    { AWS_REGION: 'us-east-1' },
    { PATH: '/bin', AWS_PROFILE: 'work', AWS_SESSION_TOKEN: 's', PEAKWATCH_AGENT_GROUPS: 'x', EMPTY: undefined },
  );
  expect(env).toEqual({
    PATH: '/bin',
    AWS_REGION: 'us-east-1',
    AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
  });
});
