"""The crew that answers a question. To add an agent, add one file with one `@agent(...)` and its test."""
