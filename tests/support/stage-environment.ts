/** What a stage needs of its environment to run inside a test; nothing listens where it would invoke others. */
export function stageEnvironment(mongodbUri: string): Record<string, string> {
  return {
    MONGODB_URI: mongodbUri,
    FUNCTION_PREFIX: 'test-',
    SCHEDULE_GROUP: 'test',
    PULL_FUNCTION_ARN: 'arn:aws:lambda:eu-central-1:000000000000:function:test-pull',
    SCHEDULER_ROLE_ARN: 'arn:aws:iam::000000000000:role/test',
    AWS_REGION: 'eu-central-1',
    AWS_ACCESS_KEY_ID: 'test',
    AWS_SECRET_ACCESS_KEY: 'test',
  };
}
