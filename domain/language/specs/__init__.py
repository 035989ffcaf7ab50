"""From the parts of a question to its spec, one module for each thing a spec says."""
