"""How people write periods: “the month just gone”, “2Q17”."""

from __future__ import annotations

TIMES = [
    # The current one, the one before, the one after.
    ("{throughout|{all|right} through|{in|over|during|within|for} the [whole|entire] "
     "{course|duration|whole|entirety|space|span} of} (before <period>)", "in"),
    ("{throughout|{in|over|during|within} the {course|space|span} of} (before [the] {last|past|next} <digits>*)",
     "over"),
    ("the [full|whole|entire] <unit> {{that|which} [has|is|was] [just|recently]|just} "
     "{gone|ended|past|passed|finished|closed|completed}", "last <unit>"),
    ("[the|this] <unit> [that|which] {we are|i am} [currently|now] in [right now|now]", "this <unit>"),
    ("the <unit> {before|prior to|preceding} {this|the current} [one|<unit2>]", "last <unit>"),
    ("the <unit> {after|following} {this|the current} [one|<unit2>]", "next <unit>"),
    ("<unit> prior to last", "<unit> before last"),
    ("<led: last|past|next|previous|prior|coming|this|current|the|every|each|these> "
     "{full|complete|completed|entire|whole|calendar} (before <unit>)", "<led>"),
    ("{financial|fin|accounting} (before year*|quarter*|<q>*)", "fiscal"),
    ("<led: vs(.)|versus|to|than|against|over|in|for|from|and|<qh>> {ly|py}", "<led> last year"),
    ("<led: vs(.)|versus|to|than|against|over|in|for|from|and> {lq|pq}", "<led> last quarter"),
    ("prev(.)", "previous"),
    ("{cur|curr}(.)", "current"),
    ("tmw|tmr|tmrw|2moro|2morrow|tomoz", "tomorrow"),
    ("this very day", "today"),
    ("since this {morning|afternoon}", "since today"),
    # To date.
    ("<span: week|month|quarter|year>-to-date", "<span> to date"),
    ("since {[the] new year('s|s) [day]|the turn of the year} (not before eve*)", "since the start of the year"),
    ("since [the|this] <unit> {began|started|opened|kicked off|start|beginning}", "since the start of the <unit>"),
    ("since the {first|1st|first day|very start|very beginning} of (before [the|this] <unit>)", "since the start of"),
    ("{after|beyond|past|following} [the] <span: week|month|quarter|qtr|year|yr> end (not before close*)",
     "after this <span>"),
    ("semester", "half"),
    ("trimester", "quarter"),
    ("<part: first|second|1st|2nd> half year", "<part> half of the year"),
    # So many of them.
    ("ttm|ltm", "last 12 months"),
    ("[a] couple [of] (before <units>)", "2"),
    ("{these|those} (before {last|past|next} <digits><gap><units>)", "the"),
    ("most recent (before <digits><gap><units>)", "last"),
    # Parts of a year.
    ("<n: 1|2|3|4>q<apart><year>", "q<n> <year>"),
    ("<n: 1|2|3|4>q<apart><yy>", "q<n> 20<yy>"),
    ("<n: 1|2>h<apart><year>", "h<n> <year>"),
    ("<n: 1|2>h<apart><yy>", "h<n> 20<yy>"),
    ("<led: in|for|during|of|this> <n: 1|2|3|4>q", "<led> q<n>"),
    ("quarter one", "q1"),
    ("quarter two", "q2"),
    ("quarter three", "q3"),
    ("quarter four", "q4"),
    ("<qh>{-|/}<year>", "<qh> <year>"),
    ("<qh>{-|/}<yy>(not before /)", "<qh> 20<yy>"),
    ("<year>/<qh>", "<qh> <year>"),
    ("fy(')<fy>(-)<q>", "fy<fy> <q>"),
    ("<q>(-)fy(')<fy>", "<q> fy<fy>"),
    ("the <year> fiscal year", "fiscal year <year>"),
    ("(not after /)<mm>/<year>(not before /)", "<year>-<mm>"),
    ("the month of (before <month>)", ""),
    ("(not after fiscal) [the] {calendar year|calendar|year|cy}<gap><year>", "<year>"),
    ("cy(')<yy>", "20<yy>"),
    ("<of: <year>|{last|this|next|previous|prior} year>'s "
     "<part: <qh>|<month>|{first|second|third|fourth} {quarter|half}>", "<part> of <of>"),
    ("[the] {final|last|closing} quarter of (before last|this|next|the|<year>)", "q4 of"),
    ("{opening|front} half of", "first half of"),
    ("{back|latter|later|closing} half of", "second half of"),
    ("<month> the (before <nth>)", "<month>"),
    # Open to one side.
    ("ever since", "since"),
    ("through (before to|until|till)", ""),
    ("{on or before|{no|not} later than} (before <period>)", "by"),
    ("{on or after|{no|not} {earlier|sooner} than|not before} (before <period>)", "since"),
    ("{earlier than|ahead of|in advance of} (before <period>)", "before"),
    ("{later than|subsequent to} (before <period>)", "after"),
    ("(not after this|the|these) past (before <month>|<q>)", "after"),
    ("{by|before|ahead of} [the] new year('s|s) [day] (not before eve*)", "by the end of the year"),
    ("<led: before|by|until|till|til|by the time> [the|this|our] <span: week|month|quarter|qtr|year|yr> "
     "{ends|ended|is out|is over|is up|is done|closes|close|finishes|runs out}", "<led> the end of the <span>"),
    ("by the time (before the end of)", "by"),
    ("<span: week|month|quarter|qtr|year>'s end", "<span> end"),
    ("[the] {close|finish} of (before [the|this|next|last] {<unit>|<month>|<q>})", "the end of"),
]  # fmt: skip
