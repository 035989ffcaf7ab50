"""One folder per surface: what people say comes in as requests and presses, cards go out in the surface's own words."""
