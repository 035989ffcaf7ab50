"""What people say beside their questions: greetings, thanks, complaints."""

from __future__ import annotations

COURTESIES: dict[str, str] = {
    "frustration": (
        "this is useless|useless|you suck|this sucks|not helpful|unhelpful|wtf|ugh|argh|still wrong|"
        "that is wrong|thats wrong|that's wrong|you are wrong|wrong again|wrong|terrible|awful|stupid bot|"
        "are you stupid|stupid|that is not what i asked|not what i asked|that's not what i asked|"
        "that is not what i meant|thats not right|that is not right|this is wrong|you are not listening|"
        "that makes no sense|this makes no sense|makes no sense|you keep getting this wrong|get it right|"
        "come on|this is ridiculous|ridiculous|useless bot|dumb bot|dumb|you are useless|you do not understand|"
        "you dont understand|are you broken|broken|garbage|rubbish|crap|damn|hell|this is broken|i hate this|"
        "hate this|that is not helpful|worst bot ever|seriously|for real|you are terrible|not again|nonsense|"
        "this is frustrating|frustrating|what is wrong with you|i give up|waste of time|you never get it right|"
        "omg|smh|facepalm|annoying|so annoying|you are annoying|sigh|grr|that is incorrect|incorrect|not good|"
        "bad bot|bad answer|no no no|are you kidding me|are you kidding|are you serious|oh come on|"
        "for gods sake|you got it wrong|you are not helping|this isnt working|this is not working|not working|"
        "why is this so hard|so frustrating|you are so slow|too slow|you misunderstood|wrong answer|"
        "are you even listening|do you even work|fail|not what i wanted|that is not what i wanted|"
        "that was wrong|this is confusing"
    ),
    "cancel": (
        "never mind|nevermind|nvm|cancel|forget it|forget about it|scratch that|stop|ignore that|drop it|"
        "cancel that|disregard|leave it|abort|nm|do not bother|skip it|undo that request|forget i asked|"
        "no forget it|forget that|stop that|not now|do not do it|do not do that|cancel it|"
        "ignore my last message|ignore me|changed my mind|i changed my mind|let it go|let us drop it|"
        "disregard that|no longer needed|stand by|hold that thought|actually no|ignore it|please do not|"
        "cancel the request|cancel my request|cancel this|on second thought|ignore my last|wrong channel|"
        "wrong thread|oops wrong channel|oops|my bad|do not worry about it|no need|not needed|"
        "start over|start afresh|start fresh|start from scratch|let us start over|lets start over|begin again|clear|"
        "clear the thread|clear context|reset the conversation|reset this conversation|new topic|new question|"
        "forget the context|from the top|fresh start|clean slate|no worries forget it|forget what i said|nah|"
        "ignore that last one|never mind that|just kidding|jk"
    ),
    "help": (
        "help|show me examples|what can you do|"
        "how do i use this|how do i use you|commands|what can i ask|what can i ask you|"
        "help me|how does this work|how do you work|what do you do|options|menu|instructions|show commands|"
        "list commands|what are my options|i need help|need help|can you help|can you help me|how can you help|"
        "how can you help me|what can i say|what do you know|tutorial|getting started|how to use this|usage|"
        "guide|show me what you can do|what are you able to do|what questions can i ask|"
        "what are your capabilities|capabilities|what commands are there|i am lost|i am stuck|man|"
        "what else can you do|what are the commands|give me some examples|examples|example questions|"
        "show me some examples|manual|docs|documentation|how do i get started|where do i start|"
        "what should i ask|faq|how do i talk to you|what do you support|what features do you have|features|"
        "how do i ask a question|what kind of questions can i ask|what are you good at|what all can you do|"
        "what can this bot do|what can this do|what is this thing|what can u do"
    ),
    "identity": (
        "who are you|what are you|are you a bot|are you human|are you a human|what is your name|your name|"
        "who made you|who built you|are you real|are you ai|are you an ai|who is this|what is quartermaster|"
        "are you a robot|are you a person|who am i talking to|are you chatgpt|what model are you|"
        "are you a real person|introduce yourself|who created you|are you there|are you alive|you there|"
        "whats your name|do you have a name|which ai are you|are you a machine|tell me about yourself|"
        "are you an llm|what are you exactly|who do you work for|are you claude|are you gpt|are you sentient|"
        "bot or human|who is quartermaster|am i talking to a bot|am i talking to a human|"
        "am i talking to a person|are you smart|who wrote you|what version are you|is this a bot|"
        "are you a real human"
    ),
    "thanks": (
        "thanks|thank you|thx|ty|cheers|much appreciated|appreciated|appreciate it|great job|nice work|"
        "good job|well done|awesome|amazing|you rock|you are the best|youre the best|brilliant|excellent|"
        "love it|perfect thanks|tysm|thank u|thnx|thanx|tks|tx|ta|kudos|nice one|good bot|great work|good work|"
        "legend|lifesaver|you are a lifesaver|fantastic|that helps|super helpful|helpful|i appreciate it|"
        "many thanks|great stuff|thankyou|that was helpful|very helpful|exactly what i needed|"
        "just what i needed|bless you|bless|merci|gracias|danke|thanks a bunch|thank you so much|love you|"
        "you are awesome|you are great|you are amazing|you are a star|star|good stuff|wonderful|spot on|bravo|"
        "gold star|nicely done|works great|that works|works for me|that is great|that is awesome|"
        "that is perfect|thanks heaps|i love this|hats off|props|grateful|appreciate you|appreciate the help|"
        "that is helpful|that was quick|that was fast|impressive|you nailed it|nailed it"
    ),
    "greeting": (
        "hi|hello|hey|yo|good morning|morning|good afternoon|afternoon|good evening|evening|howdy|hiya|sup|"
        "what is up|whats up|wassup|how are you|how is it going|how are things|how are you doing|greetings|gm|"
        "hi there|hey there|hello there|heya|how do you do|good day|gday|how goes it|long time no see|hola|"
        "bonjour|happy monday|happy friday|ello|hullo|hallo|good night|bye|goodbye|see you|see ya|cya|later|"
        "have a good one|have a nice day|have a great day|good to see you|nice to meet you|how have you been|"
        "how was your weekend|happy tuesday|happy wednesday|happy thursday|tgif|gn|take care|talk later|ttyl|"
        "see you tomorrow|hows it going|have a good weekend|have a great weekend|happy new year|"
        "merry christmas|happy holidays|welcome back|i am back|back again|how you doing|whats good|what is new|"
        "hows life"
    ),
    "ack": (
        "ok|okay|got it|cool|great|nice|sounds good|perfect|yes|yep|yeah|yup|sure|understood|will do|noted|"
        "makes sense|right|no|nope|k|kk|fine|alright|all good|good|good to know|i see|fair enough|roger|"
        "copy that|aha|ah|oh|interesting|no problem|np|of course|agreed|exactly|correct|that is right|"
        "thats right|understand|i understand|looks good|lgtm|done|very well|ok then|gotcha|sweet|wow|haha|lol|"
        "true|yes please|no thanks|no thank you|no worries|absolutely|definitely|indeed|y|n|sure thing|"
        "that is all|thats all|that will be all|all set|we are good|i am good|good enough|works|hm|hmm|mhm|"
        "uh huh|ok cool|ok great|ok good|right on|you got it|very good|not bad|fair|confirmed|acknowledged|ack|"
        "ok got it|okay got it|all right|yessir|aye|roger that|sounds great|sounds right|good point|"
        "that is good|that is fine|thats fine|thats it|that is it|i will take a look|i will look into it|"
        "i will check|will check|on it|let me think|let me think about it|i will get back to you|looks right|"
        "looks fine|that is what i thought|as i thought|as expected|good call|yea|okie|okey dokey|okie dokie"
    ),
}
"""{reply: its phrases}"""
