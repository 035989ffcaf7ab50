"""The playground's page, driven by a real browser."""
