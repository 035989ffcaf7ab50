"""The words and the rules: plain values in, plain values out; no I/O, no clock, no chance."""
