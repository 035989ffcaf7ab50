"""The crew that answers a question. To add an agent, add one file that holds one `@agent(...)` function, and its test."""
