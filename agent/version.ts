/** Version of the agent, as its facts and `--version` tell it. A test keeps it equal to package.json. */
export const AGENT_VERSION = '0.1.0';
