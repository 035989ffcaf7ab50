"""How yesterday's database becomes today's; `HEAD` is the revision this code was written for."""

HEAD = "0003"
