"""A local Slack in the browser: the newcomer's first minute and the test double. Its bot is the real one."""
