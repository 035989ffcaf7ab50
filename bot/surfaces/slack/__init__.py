"""Slack: events in, Block Kit out. `parse` reads, `render` writes, `app` listens, `voice` speaks."""
