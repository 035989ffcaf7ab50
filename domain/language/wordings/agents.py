"""How people speak to agents and of what they do: “pipeline agent on hold until monday”."""

from __future__ import annotations

AGENTS = [
    # Words as some write them.
    ("re-<did: run|runs|running|ran|start|starts|calculate|compute|build|activate|enable|set|send|open>", "re<did>"),
    ("{hv|hav|haf}", "have"),
    ("[please|kindly] do the needful [and|to] (,)", "please"),
    ("{once again|once more|one more time|yet again} (before $|today|now|tonight|tomorrow|at|for|please|and)", "again"),
    ("^<run: [please|kindly|can you|could you|pls] [please|kindly] "
     "{run|trigger|execute|start|kick off|fire|do|force} ...> once $", "<run>"),
    # What an agent is not to touch, and how it is set going.
    ("^[please|from now on] <agents: [the] <agent> [agent|bot]> {should not|must not|shall not|is not to} "
     "{touch|work on|go near|handle|process|act on|deal with|bother with|mess with|look at} "
     "(not before it|them|that|anything) (not before ... ?)", "pause <agents> for"),
    ("{keep|hold|get} <agents: [the|our] <agent> [agent|bot]> {away from|off|out of} "
     "(not before hold|pause|ice|until|till|for|on|today|this|the rails|it|my)", "pause <agents> for"),
    ("^[please|kindly|can you|pls] {kick|fire|set} <agents: [the|our] {<agent>|forecast} {agent|bot}> {off|going} "
     "[again] (not before until|till|for|from)", "run <agents>"),
    ("{tell|ask|get|want|need} <agents: [the|our] <agent> [agent|bot]> to {be|act|become|get} "
     "(before [a bit|a little|much|way|far|slightly] [more|less] *er|more|less|gentle|pushy|quiet|aggressive)",
     "make <agents>"),
    ("{i|we} {want|need|would like} to {hear|know|be told} {about|of} <all: every|each> "
     "(before closed|won|lost|win|loss|new)", "alert me about <all>"),
    # Playbooks, one on and one off.
    ("<one: large deal|audit prep|quarter end|quarter close|new rep|pipeline cleanup> [playbook|play|mode] on "
     "{and|, and|,|but} [the] "
     "<two: large deal|audit prep|quarter end|quarter close|new rep|pipeline cleanup> [playbook|play|mode] off",
     "turn on the <one> playbook and turn off the <two> playbook"),
    ("<one: large deal|audit prep|quarter end|quarter close|new rep|pipeline cleanup> [playbook|play|mode] off "
     "{and|, and|,|but} [the] "
     "<two: large deal|audit prep|quarter end|quarter close|new rep|pipeline cleanup> [playbook|play|mode] on",
     "turn off the <one> playbook and turn on the <two> playbook"),
    # What is done last and said first.
    ("^[please] <agents: <agent>> [agent] [:|,|-] "
     "{rollback|roll back|undo|revert} [the|its] last <n> {action(s)|change(s)|step(s)} "
     "[please|pls|thanks] (not before ?) $", "roll back the last <n> <agents> actions"),
    ("^[please] {gimme|give me|i want|i need|get me} the same "
     "<what: settings|config|configuration|thresholds|setup> as <whose: <name> [<name>]> [has|uses] $",
     "copy settings from <whose> to me"),
    ("^{i|we} {would like|want|need|wish} to {receive|get|have|be sent} (before ... {report|summary|review|digest})",
     "send me"),
    ("<if: what if|suppose|assume> {we|i} {push|slip|delay|postpone} [back|out] <what: <several>> "
     "{to|into|out to|back to} (before next|<q>|<month>)", "<if> <what> slip to"),
    ("{against|vs|versus|compared to|compared with} {a|one} week ago", "against 7 days ago"),
    ("^<when: {next|this} {quarter|month|year}> if we win <much: <percent>> of <what: <several>> $",
     "what if we win <much> of <what> <when>"),
    ("give <what: <several>> <n> more days before {they|it|one} {count(s) [as]|{are|is} [considered|called|seen as]|"
     "go(es)|become(s)|turn(s)|get(s)} {stale|stalled|stuck}", "increase stale days by <n> for <what>"),
    # Settings of one for another.
    ("{take|grab|lift|use|get} <what: <words> {config|configuration|settings|setup|thresholds}> [and|then] "
     "{put|use|apply|copy|drop|set|paste|reuse} {it|them|that|those|the same} [also] {for|on|onto|to|in|with}",
     "copy <what> to"),
    # Times in commands.
    ("<at: at|by|from|until|till|to|around|@> half past <hour>", "<at> <hour>:30"),
    ("<at: at|by|from|until|till|to|around|@> half <hour> (before $|<stop>|am|pm|in the|and|to|with|for)",
     "<at> <hour>:30"),
    ("<at: at|by|from|until|till|to|around|@> [a] quarter past <hour>", "<at> <hour>:15"),
    ("<at: at|by|from|until|till|to|around|@> [a] quarter to <hour before>", "<at> <hour before>:45"),
    ("<at: at|by|from|until|till|around|@> <hour> <minutes> (before $|<stop>|am|pm|in the|every|each|and|to|on|send)",
     "<at> <hour>:<minutes>"),
    ("<at: at|by|from|until|till|to|around|@> <day number>h<yy>", "<at> <day number>:<yy>"),
    ("<at: at|by|from|until|till|around|@> <day number>h (before $|<stop>|every|each|on|and)", "<at> <day number>:00"),
    ("(after at|from|by) <day number>:<yy> in the {evening|afternoon}", "<day number>:<yy> pm"),
    ("(after at|from|by) <hour: <day number>> in the {evening|afternoon}", "<hour> pm"),
    ("(after at|from|by) <day number>:<yy> in the morning", "<day number>:<yy> am"),
    ("^(')til (before <token>)", "until"),
    ("{thru|through} [the] end of [the] <span: month|quarter|week|year>", "until end of <span>"),
    # What rules do.
    ("{make|give|assign|create|open|set} <who: the owner|the rep|its owner|the deal owner|me> a task",
     "create a task for <who>"),
    ("{kick off|start|trigger|launch|fire off|set off} a(n) <agent> [agent] run", "force run the <agent> agent"),
    ("{stray(s)|wander(s)|veer(s)|swerve(s)} (before more than|over|by|off|away|from)", "deviates"),
    ("holler at me", "alert me"),
    ("{<give no more>|<no more for>} {more than|over} <n> [or more] open [deals|opps|opportunities|ones]",
     "when reps have more than <n> open deals block new deals"),
    ("{<give no more>|<no more for>} [at least] <n> [or more] open [deals|opps|opportunities|ones]",
     "when reps have <n> or more open deals block new deals"),
    # Who did what with agents.
    ("{who is|who has|who have} been <changing> (before ... "
     "{threshold(s)|setting(s)|config(s)|limit(s)|agent(s)|bot(s)|"
     "gap(s)|window(s)|hour(s)|ratio(s)|sensitivity|playbook(s)})", "who <changing>"),
    ("<who: who {changed|adjusted|tweaked|modified|edited|touched|raised|lowered} [the] "
     "{threshold(s)|settings|config}> "
     "{on|for|of|in} [the] <agent> (not before agent*)", "<who> of the <agent> agent"),
    ("get rid of {every|all|each|any} [single|one of|of] [the] <what: nudge|alert|flag|escalation>(s)",
     "undo all <what>s"),
    ("^<undo: undo all <several>> <joint> [please] {roll|take|pull} {them|those|it|that|all} [all] back $", "<undo>"),
    ("^<one: [the] <agent> [agent|bot]> [[to] be|is to be] [put|placed] on {hold|pause|ice} "
     "(before for|until|till|til|through) (not before ... ?)", "pause <one>"),
    ("deploy (before [the|our] <name words> playbook)", "activate"),
]  # fmt: skip
