"""Speed, measured as ratios: ours over a floor timed beside it in the same run. `python -m bench --help` says how."""
