"""The local Slack, tried with a tiny bot of the real framework."""
