"""Questions about the product itself: what agents did, what waits for a decision, settings, rules, playbooks."""
