"""How people word rules: “nothing over 1m closes without Dana signing off” as a rule said plainly."""

from __future__ import annotations

RULES = [
    # What leads up to a rule.
    ("{make it so|make it|see to it|ensure|make sure|arrange it so|set it up so|set things up so|fix it so} [that] "
     "(before <when>)", ""),
    ("[<wish>] [<wish>] [<wish>] {have|want|need|set up|set|add|create|make|build|write|put in|would like|like} "
     "[a(n)|the] [new|standing] {rule|automation|policy} "
     "[where|such that|saying|so that|that says|which says|that|:|-|says|in which|whereby] (before <when>)", ""),
    ("in the event {that|of}|in the case that|in cases where|in any case where|on the condition that|provided that|"
     "at such time as|in a situation where|in situations where|in the instance that|whensoever|on the off chance that",
     "when"),
    # Who has to be asked.
    ("<ask> me [first] before [<closing>] <words> <closes> $", "require my approval for <words>"),
    ("<ask> me [first] before <closing> <all words> $", "require my approval for <all words>"),
    ("{ask|check with|consult|clear it with|run it past} <who: <word> [<word>]> [first] before [<closing>] <words> "
     "[<closes>] $",
     "require approval from <who> for <words>"),
    ("{nothing|no deal(s)|no opp(s)|no opportunity|none} <words> [<may>] [be] <closes> {without|before|until|unless} "
     "{i|me|my} [<ok>|approve [it]|say so|sign off|agree|ok it]", "deals <words> need my approval"),
    ("{nothing|no deal(s)|no opp(s)|no opportunity|none} <words> [<may>] [be] <closes> {without|before|until|unless} "
     "[the <ok> of] <who: <word> [<word>]> {<ok>|approves [it]|says so|signs off|agrees|oks it}",
     "deals <words> need approval from <who>"),
    ("<words> {can|may|should|must|shall|do|does|are|is} not [to|allowed to] [be] <closes> "
     "without {me|my} [<ok>]", "<words> need my approval"),
    ("<words> {can|may|should|must|shall|do|does|are|is} not [to|allowed to] [be] <closes> "
     "without <who: <word> [<word>]> <ok>", "<words> need approval from <who>"),
    ("<words> {can|may|should|must} only [be] <closes> {with|after|on} my <ok>", "<words> need my approval"),
    ("<asks: {approval|ok|okay|blessing|signoff|approved|{sign|signs|signed|signing} off}> "
     "before {it|they|that|this|the deal} [can] "
     "{move(s)|go(es)|pass(es)|advance(s)|progress(es)|get(s)|switch(es)|change(s)} {to|into} (before <token>)",
     "<asks> when it moves to"),
    ("<asks: {approval|ok|okay|blessing|signoff|approved|{sign|signs|signed|signing} off}> "
     "before closed won", "<asks> when it moves to closed won"),
    ("[the] close date of <deal: {a(n)|any|each|every|one of our} [<word>] [<word>] {deal|opp|opportunity}> "
     "{is|gets|was|has been|got|goes|moves|slips}",
     "<deal> has its close date"),
    ("<not: never|do not> {nudge|remind|bug|pester|ping} [the|our|any] {reps|sellers|owners|people|anyone} "
     "{about|on|for}", "suppress nudges for"),
    ("{is|are|keeps} {falling|dropping|dipping|sliding|sinking|going} (before below|under|beneath)", "drops"),
    # To whom it goes.
    ("<to be> <sent> [over|up|on|off] to <words> for [a(n)|his|her|their] "
     "{approval|sign off|signoff|ok|okay|a yes|review and approval}", "needs approval from <words>"),
    ("<to be> <sent> [over|up|on|off|straight|right] [over|up|on|off|straight|right] to "
     "(not before commit|best case|negotiation|proposal|lost|won)", "should be escalated to"),
    ("{goes|should go|must go} {straight|right|directly} to", "should be escalated to"),
    ("leave (not before [the|its|their|all] [the|its|their|all] "
     "{threshold*|rule*|setting*|alert*|config*|quiet*|stale*|coverage*}) <words> {alone|be|in peace} "
     "[[,|-|and|:] no [more] {nudges|nudging|reminders}]", "suppress nudges for <words>"),
    # What is done with them.
    ("mark <words> as {risky|at risk|a risk}", "flag <words>"),
    ("<attained: [quota] attainment> {for|of} {any|every|each|a} [single] {rep|seller|person}", "<attained>"),
    ("{should|must|to} {trigger|raise|set off|cause|send} {an alert|a ping|a notification} to", "should alert"),
    ("{mute|suppress|silence|stop|skip|disable|turn off|kill|hold|drop} {the|any|all [of] [the]|any of the} "
     "<what: nudges|alerts|stale warnings> {for|on|about} [all] [of]", "mute <what> for"),
    # What is not done.
    ("nothing {has happened|happened|happens|is happening|is going on|has moved|moves} {on|with|to|for|in} "
     "<whose: [a|the|any|an open|one of] {deal(s)|opp(s)|opportunity}> {in|for|within|over|since} (before <days>)",
     "<whose> has no activity in"),
    ("nothing {has happened|happened|happens|is happening|is going on|has moved|moves} {for|in|within} <days> "
     "{on|with|to|for|in} <whose: [a|the|any|an open] {deal(s)|opp(s)|opportunity}>",
     "<whose> has no activity in <days>"),
    ("{log(s)|record(s)|does|has done|has logged} nothing {for|in}", "has no activity in"),
    ("{sit(s)|goes|stay(s)|is left|wait(s)|lies} [there] [for] <words> "
     "without {being {touched|contacted|worked|called}|anyone touching it|a touch|any contact|contact}",
     "is untouched for <words>"),
    ("{tops|surpasses|crosses|outgrows} (before <number>)", "is over"),
    ("<digits> {idle|quiet|silent} days", "no activity in <digits> days"),
    ("<digits> days {idle|of silence|of quiet|of nothing}", "no activity in <digits> days"),
]  # fmt: skip
